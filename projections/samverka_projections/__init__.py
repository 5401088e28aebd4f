"""The views: one module each, with its rows, the events that feed it and the questions it answers."""
