"""The figures of the audit: what each means is in `figures.yaml`, how each is computed in the module of its kind."""
