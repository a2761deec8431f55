"""What the schema is: objects, the catalog that holds them, and where it is read from."""
