"""What each DDL statement does to the catalog and what it costs, and how to get from one state of an object to another."""
