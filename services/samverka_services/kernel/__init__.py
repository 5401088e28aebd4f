"""What belongs to no topic: the clock and ids, mistakes in files, and the signs of the matrix."""
