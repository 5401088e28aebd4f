"""The demonstration: the real Fyrbodal plan, and an invented first round of requests and answers ("exempel")."""
