"""THEMES: what the style names of views look like; the first is the 16 colours of the user's own terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style

Palette = Mapping[str, Style]


class Theme(NamedTuple):
    """Text and ground ("": the terminal's own), and a style for each name."""

    about: str
    styles: Palette
    text: str = ""
    ground: str = ""


COLOURS: Palette = {
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
BARE: Palette = {
    name: Style(bold=style.bold, dim=style.dim, reverse=style.reverse, strike=style.strike)
    for name, style in COLOURS.items()
}


def coloured(key: str, link: str, good: str, bad: str, warn: str, faint: str) -> Palette:
    """A palette of six colours; what is only colour in it is told apart by a sign as well."""
    return {
        **COLOURS,
        "header": Style(bold=True, color=key),
        "dim": Style(color=faint),
        "key": Style(color=key),
        "link": Style(color=link, bold=True),
        "ready": Style(color=good),
        "broken": Style(color=bad, bold=True),
        "warn": Style(color=warn),
        "added": Style(color=good, bold=True),
        "removed": Style(color=bad, strike=True),
        "altered": Style(color=warn, bold=True),
        "found": Style(reverse=True, color=warn),
    }


THEMES = {
    "terminal": Theme("the 16 colours of your terminal", COLOURS),
    "dark": Theme(
        "light on dark",
        coloured("#7fd7e8", "#8fb8ff", "#8fd98f", "#ff8f87", "#f0c674", "#a0a8b0"),
        "#e6e6e6",
        "#14181d",
    ),
    "light": Theme(
        "dark on light",
        coloured("#005f6e", "#0b4fae", "#1c6b1c", "#b3261e", "#7a4b00", "#56606a"),
        "#1c1c1c",
        "#fbfbf8",
    ),
    "contrast": Theme(
        "at least 7:1 for every text",
        coloured("#00ffff", "#9fc5ff", "#66ff66", "#ff9c94", "#ffff00", "#d0d0d0"),
        "#ffffff",
        "#000000",
    ),
    "safe": Theme(
        "blue and orange instead of green and red",
        coloured("#8ecae6", "#a9c9ff", "#66b5ff", "#ffa64d", "#f7e08b", "#a8adb3"),
        "#ececec",
        "#15171a",
    ),
}


def palette(theme: str, colour: bool) -> Palette:
    """The styles of a theme; without colour those that are told by weight alone."""
    return THEMES[theme].styles if colour else BARE


def palette_of(app: object) -> Palette:
    """The styles of the running screen."""
    found: Palette = getattr(app, "palette", COLOURS)
    return found


def base_of(app: object) -> Style:
    """Text and ground of the running screen."""
    found: Style = getattr(app, "base", NOTHING)
    return found


def style_of(name: str, styles: Palette) -> Style:
    """The style of a name; unknown names have none."""
    return styles.get(name, NOTHING)


def base_style(theme: str, colour: bool) -> Style:
    """Text and ground of a theme."""
    found = THEMES[theme]
    return Style(color=found.text, bgcolor=found.ground) if colour and found.ground else NOTHING


def contrast(one: str, other: str) -> float:
    """How well `#rrggbb` is read on another, 1 to 21 (WCAG 2.1: contrast ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
