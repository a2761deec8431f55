"""Where texts come from: comments in SQL, Markdown documentation, and the values that a comment states."""

from fixer.texts.comments import comment_above
from fixer.texts.markdown import from_markdown
from fixer.texts.values import stated_values

__all__ = ["comment_above", "from_markdown", "stated_values"]
