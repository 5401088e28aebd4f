"""Files that people attach to documents: taken in, told what they are by what is in them, and given out again."""
