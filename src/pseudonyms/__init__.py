"""Making pseudonymised tables inside the data controller's boundary, separately from the pipeline that reads them."""
