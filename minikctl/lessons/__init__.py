"""Lessons: Markdown files with prose, tasks, checks of the state, hints and solutions; `reading` reads them."""
