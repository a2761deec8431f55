"""One module per forge; each is imported when it is asked for, with the packages that it needs."""
