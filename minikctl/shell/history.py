"""What was typed, kept between runs: no secrets, no lines that begin with a blank, no repeats in a row."""

from __future__ import annotations

import os
from collections.abc import Iterable

from prompt_toolkit.history import FileHistory

from minikctl.masking import masked

NAME = "typed"  # the file, in the folder of everything we keep


class Typed(FileHistory):
    """The history of a home."""

    def __init__(self, home: str) -> None:
        os.makedirs(home, 0o700, exist_ok=True)
        path = f"{home}/{NAME}"
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        super().__init__(path)
        self._last = ""

    def load_history_strings(self) -> Iterable[str]:
        """Newest first."""
        for line in super().load_history_strings():
            self._last = self._last or line
            yield line

    def append_string(self, string: str) -> None:
        """Keeps a line, unless it begins with a blank or was the last one."""
        line = masked(string.rstrip("\n"))
        if not line.strip() or line[0] in " \t" or line == self._last:
            return
        self._last = line
        super().append_string(line)
