"""TakeoverReading insatser that are under way from a file: a line for each fact, of as many insatser as there are."""
