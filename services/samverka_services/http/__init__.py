"""What belongs to HTTP and to no topic: problems, limits, languages, the access log's entries, the protocols."""
