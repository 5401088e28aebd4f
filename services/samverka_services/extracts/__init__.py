"""What is taken out of the system over HTTP: tables as files, and feeds."""
