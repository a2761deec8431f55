"""RENAME and SET SCHEMA: what the new name of an object reaches."""
