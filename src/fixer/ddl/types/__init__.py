"""Domains, enum types, and what else CREATE TYPE makes."""
