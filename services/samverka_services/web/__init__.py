"""The web pages: logging in by the identity provider, and what a person sees. They work without JavaScript."""
