"""What the way from one catalog to another is made of: what goes, what comes, in which order."""
