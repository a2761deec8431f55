"""What several fixers share; ``fixer.api`` is the face of it."""
