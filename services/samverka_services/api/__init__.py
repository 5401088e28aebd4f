"""The REST API: commands in, problems out."""
