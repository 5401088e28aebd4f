"""What belongs to no topic: facts, builds, the projector, and asking about the past."""
