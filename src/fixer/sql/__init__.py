"""SQL as text: splitting, parsing, quoting, comparing, and editing by source position."""
