"""The processes and what they stand on: application, server, projector, their databases and logs."""
