"""Review documents in Markdown: their sections, what their words mean, and the SQL that they suggest."""
