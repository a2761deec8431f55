"""Keeps one small, proved pull request open for each group of findings. Its only memory: branch names, and a block in the body."""
