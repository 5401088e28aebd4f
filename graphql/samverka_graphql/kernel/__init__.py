"""What belongs to no topic: the schema's frame, its limits and its two doors."""
