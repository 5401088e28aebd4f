"""The rules, one module per aggregate: given what happened, when a command comes, then this or a refusal."""
