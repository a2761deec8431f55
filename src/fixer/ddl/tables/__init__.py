"""Tables, composite types and views: CREATE and ALTER, column by column, and the SQL from one state to another."""
