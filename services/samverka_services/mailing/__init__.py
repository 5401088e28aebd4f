"""Mail to people: of what happens to their organisation, and of deadlines that come."""
