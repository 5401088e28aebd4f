"""Random histories on a real database, against the model of `tests/model`."""
