"""Keycloak itself, and what is provisioned in it."""
