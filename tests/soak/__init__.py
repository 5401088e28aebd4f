"""What takes too long for every run: `make soak` runs it."""
