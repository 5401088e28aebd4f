"""A municipality's standing in an insats: the matrix, at any place in time."""
