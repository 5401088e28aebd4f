"""The REST API: an address for each command, for the caller herself, and for the health of the server."""
