from .found import Census


def census_tables(folder, name, form) -> Census:
    raise NotImplementedError
