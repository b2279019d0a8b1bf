"""What the style names of views look like: the 16 colours of the user's terminal, or none."""

from __future__ import annotations

from rich.style import Style

COLOURS = {
    "title": Style(bold=True),
    "header": Style(bold=True, color="cyan"),
    "dim": Style(dim=True),
    "key": Style(color="cyan"),
    "link": Style(color="blue", bold=True),
    "ready": Style(color="green"),
    "broken": Style(color="red", bold=True),
    "warn": Style(color="yellow"),
    "added": Style(color="green", bold=True),
    "removed": Style(color="red", strike=True),
    "altered": Style(color="yellow", bold=True),
    "cursor": Style(reverse=True),
    "active": Style(reverse=True, bold=True),
    "found": Style(reverse=True, color="yellow"),
}
NOTHING = Style()
BARE = {
    name: Style(bold=style.bold, dim=style.dim, reverse=style.reverse, strike=style.strike)
    for name, style in COLOURS.items()
}


def style_of(name: str, colour: bool) -> Style:
    """The style of a name; unknown names have none."""
    return (COLOURS if colour else BARE).get(name, NOTHING)
