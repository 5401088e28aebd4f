"""Logging in and out: sessions of the web pages, the tokens of all who call, and what the identity provider tells."""
