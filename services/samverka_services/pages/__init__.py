"""The web pages: what a person sees, apart from logging in. They work without JavaScript."""
