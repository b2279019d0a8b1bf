"""A recording, or one step of it, as SVG; the animated one shows step after step without any script."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from minikctl.sessions.exports import clean, screen_lines
from minikctl.state.views.lines import width_of

if TYPE_CHECKING:
    from minikctl.sessions.exports import Picture

WIDE, HIGH, EDGE = 8.4, 18, 14
SECONDS = 3
COLOURS = {"command": "#7ee787", "output": "#e6edf3", "status": "#ff7b72"}


def drawn(picture: Picture) -> str:
    """Everything, one line below the other."""
    lines = screen_lines(picture.notes)
    return framed(picture, lines, "".join(text_of(style, text, row) for row, (style, text) in enumerate(lines)))


def animated(picture: Picture) -> str:
    """One step at a time, again and again."""
    steps = [screen_lines([note]) for note in picture.notes]
    total = max(len(steps), 1) * SECONDS
    groups: list[str] = []
    for number, lines in enumerate(steps):
        begin, end = number / max(len(steps), 1), (number + 1) / max(len(steps), 1)
        shown = "".join(text_of(style, text, row) for row, (style, text) in enumerate(lines))
        times = f"0;{begin:.4f};{end:.4f}" if number else f"0;{end:.4f}"
        values = "hidden;visible;hidden" if number else "visible;hidden"
        groups.append(
            f'<g visibility="hidden"><animate attributeName="visibility" calcMode="discrete" dur="{total}s" '
            f'repeatCount="indefinite" keyTimes="{times}" values="{values}"/>{shown}</g>\n'
        )
    return framed(picture, max(steps, key=len, default=[]), "".join(groups))


def text_of(style: str, text: str, row: int) -> str:
    """One line."""
    at = EDGE + HIGH * (row + 1) - 4
    return f'<text x="{EDGE}" y="{at}" fill="{COLOURS[style]}" xml:space="preserve">{escape(clean(text))}</text>\n'


def framed(picture: Picture, lines: list[tuple[str, str]], inner: str) -> str:
    """The picture around lines."""
    width = max([*(width_of(clean(text)) for _, text in lines), 40])
    size = f'width="{width * WIDE + 2 * EDGE:.0f}" height="{len(lines) * HIGH + 2 * EDGE}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n<title>{escape(clean(picture.title))}</title>\n'
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n'
        f'<g font-family="ui-monospace,Menlo,Consolas,monospace" font-size="14">\n{inner}</g>\n</svg>\n'
    )
