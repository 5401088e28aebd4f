"""How the story is played: each row of it gives the ordinary commands, as the ordinary persons, on its day."""
