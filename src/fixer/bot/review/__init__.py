"""Reviews somebody's pull request that adds migrations: suggested changes on its lines, and a summary. Its files are data only."""
