"""What is old or broken in a document, with the release since when, and what to write now."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One place of a document."""

    line: int  # from 1
    since: str  # the release; "" if it was never right
    old: str
    why: str
    new: str  # what to write now; "" if nobody can say without knowing more

    def told(self, path: str) -> str:
        """One line."""
        since = f"since {self.since}: " if self.since else "never right: "
        return f"{path}:{self.line}: {since}{self.why}" + (f"; write: {self.new}" if self.new else "") + "\n"
