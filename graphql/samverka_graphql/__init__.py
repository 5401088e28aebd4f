"""Reading over GraphQL: types and resolvers, one module per topic."""
