"""What belongs to no topic: the clock and ids, and the signs of the matrix."""
