"""Written sessions: Markdown files with commands and the output they must give, run and compared."""
