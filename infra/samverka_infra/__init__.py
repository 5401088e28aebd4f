"""PostgreSQL underneath: settings, the embedded server, migrations, tenancy and the event log."""
