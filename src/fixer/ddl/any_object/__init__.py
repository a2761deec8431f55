"""What any kind of object has, and DROP: comments, labels, roles and privileges."""
