"""What belongs to no topic: aggregates, decisions, rules, limits, days."""
