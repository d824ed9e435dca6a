"""Names of what the model is measured beside: the stage train writes them, and whoever reads its scores finds them by name."""

TIME_SPLIT = "time split"
LOGISTIC = "logistic regression"
BOOSTING_MACHINE = "explainable boosting machine"
UNCONSTRAINED = "unconstrained LightGBM"
PRIOR_CONTACTS = "number of prior contacts"
PREVALENCE = "prevalence"

COMPARATORS = (TIME_SPLIT, LOGISTIC, BOOSTING_MACHINE, UNCONSTRAINED, PRIOR_CONTACTS, PREVALENCE)
