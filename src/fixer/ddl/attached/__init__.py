"""What is put on a table: policies, rules and triggers."""
