"""A recording as plain text, as a terminal would show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.sessions.exports import screen_lines

if TYPE_CHECKING:
    from minikctl.sessions.exports import Picture


def plain(picture: Picture) -> str:
    return "".join(f"{text}\n" for _, text in screen_lines(picture.notes))
