"""Who is calling: access tokens, and the demonstration's own issuer of them."""
