"""Commands: one module per topic, with the commands, their handlers and who may give them."""
