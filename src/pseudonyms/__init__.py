"""Making pseudonymous tables inside the data controller's boundary, apart from the pipeline that reads them."""
