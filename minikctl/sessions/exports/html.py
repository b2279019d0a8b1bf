"""A recording as one HTML page that needs nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from minikctl.sessions.exports import clean, screen_lines

if TYPE_CHECKING:
    from minikctl.sessions.exports import Picture

STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:110ch;margin:2em auto;padding:0 1em}"
    "pre{background:#0d1117;color:#e6edf3;padding:1em;border-radius:8px;overflow-x:auto}"
    ".command{color:#7ee787}.status{color:#ff7b72}"
)


def page(picture: Picture) -> str:
    """Every step as a block below its remark."""
    title = escape(clean(picture.title or "minikctl"))
    parts = [
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n"
    ]
    for note in picture.notes:
        if note.text:
            parts.append(f"<p>{escape(clean(note.text))}</p>\n")
        lines = [f'<span class="{style}">{escape(clean(text))}</span>' for style, text in screen_lines([note])]
        parts.append("<pre>" + "\n".join(lines) + "</pre>\n")
    return "".join(parts) + "</body></html>\n"
