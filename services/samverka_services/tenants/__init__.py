"""Tenants as the operator sets them up: organisations and people in Keycloak, first mandates in the log."""
