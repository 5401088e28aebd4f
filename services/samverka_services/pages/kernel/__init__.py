"""What every page has in common: how it is declared and read, how its forms give commands, how it is written."""
