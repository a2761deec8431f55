"""What a person and a program get to see of a plan."""
