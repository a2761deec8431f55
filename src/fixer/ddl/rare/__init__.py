"""Kinds of objects that few schemas have, and what is not followed at all."""
