"""Everything that runs: commands, REST, projector, command line."""
