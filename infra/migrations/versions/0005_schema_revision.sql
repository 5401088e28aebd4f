-- Server and projector look at their start whether the database is at the revision that they need.
grant select on public.schema_revision to samverka_app, samverka_projector;
