"""Keycloak: who you are. Fetched, set up and run here; what it knows of tenants and people is provisioned."""
