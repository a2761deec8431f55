"""The texts that objects hold, expressions and queries: what they use, and how they follow what gets another name."""
