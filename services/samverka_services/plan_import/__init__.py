"""Importing a förbund's action plan from a file: all of it, or nothing."""
