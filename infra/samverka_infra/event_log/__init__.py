"""The event log: our recorder under eventsourcing's application interface, and units of work on it."""
