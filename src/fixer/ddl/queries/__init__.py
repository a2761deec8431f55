"""What the names in a query and its expressions mean: the items in FROM, their columns, the types of what is made of them."""
