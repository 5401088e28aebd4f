"""What every topic's commands have in common: their fields, their declaration, how they are carried out."""
