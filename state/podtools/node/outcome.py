"""What a program leaves behind."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """Standard output, standard error, exit code."""

    stdout: str = ""
    stderr: str = ""
    code: int = 0
