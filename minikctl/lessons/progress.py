"""What a learner has done, kept in a file of the home."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minikctl.state.files import Files

NAME = "learned"


class Progress(NamedTuple):
    """The lesson that is open, its task (from 0), hints that were given for it, and lessons that are done."""

    lesson: str = ""
    task: int = 0
    hints: int = 0
    done: tuple[str, ...] = ()
    context: str = ""  # the context that was the current one before


def load(files: Files, home: str) -> Progress:
    """What was kept; a file that cannot be read is as none."""
    try:
        found = json.loads(files.read(f"{home}/{NAME}"))
        return Progress(
            str(found["lesson"]),
            int(found["task"]),
            int(found["hints"]),
            tuple(map(str, found["done"])),
            str(found.get("context", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Progress()


def store(files: Files, home: str, progress: Progress) -> None:
    """Keeps it."""
    files.write(f"{home}/{NAME}", json.dumps(progress._asdict()).encode())
