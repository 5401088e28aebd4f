"""Documents to keep and to print: what they say, and their setting as PDF that screen readers read in its order."""
