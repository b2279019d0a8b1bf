"""Lines of styled text: spans, signs, widths in cells, cutting; what every view gives and every screen draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """Text of one style; a style is a name (`ready`, `added` …) that a theme knows."""

    text: str
    style: str = ""


Line = tuple[Span, ...]
BLANK: Line = ()


class Signs(NamedTuple):
    """The signs that carry meaning, none of them by colour alone."""

    ready: str = "●"
    unready: str = "○"
    arrow: str = "▶"
    broken: str = "✕"
    passed: str = "✓"
    failed: str = "✗"
    todo: str = "·"
    current: str = "▸"
    added: str = "+"
    removed: str = "−"
    altered: str = "~"
    worse: str = "▼"
    remark: str = "!"
    delta: str = "Δ"
    cut: str = "…"
    to: str = "→"
    none: str = "–"
    line: str = "─"
    down: str = "│"
    fork: str = "┬"
    branch: str = "├"
    last: str = "└"
    cursor: str = "▏"
    past: str = "◷"


UNICODE = Signs()
ASCII = Signs(
    *(
        "*",
        "o",
        ">",
        "x",
        "+",
        "x",
        ".",
        ">",
        "+",
        "-",
        "~",
        "v",
        "!",
        "D",
        "..",
        "->",
        "-",
        "-",
        "|",
        "+",
        "|",
        "`",
        "_",
        "<",
    )
)


class Look(NamedTuple):
    """How a view is drawn: how wide, with which signs, and whether what changed is marked."""

    width: int = 80
    ascii: bool = False
    marks: bool = True
    raw: bool = False  # exact text instead of a short form

    @property
    def signs(self) -> Signs:
        return ASCII if self.ascii else UNICODE


MARK_STYLES = {"+": "added", "-": "removed", "~": "altered", "": "", " ": ""}


def mark_span(mark: str, look: Look) -> Span:
    """The margin of a line: two cells that say what the shown change did to it."""
    if not look.marks or mark in ("", " "):
        return Span("  ")
    signs = look.signs
    shown = {"+": signs.added, "-": signs.removed, "~": signs.altered}.get(mark, mark)
    return Span(f"{shown} ", MARK_STYLES.get(mark, ""))


def marked(mark: str, look: Look, *spans: Span | str) -> Line:
    """A line with its margin; what is gone is styled as gone throughout."""
    found = line(*spans)
    if look.marks and mark == "-":
        found = tuple([Span(span.text, "removed") for span in found])
    return (mark_span(mark, look), *found)


def line(*spans: Span | str) -> Line:
    """A line of spans; text without a style may be given as it is."""
    return tuple([Span(span) if isinstance(span, str) else span for span in spans])


def plain(found: Iterable[Line]) -> str:
    """The text of lines, without styles and without blanks at their ends."""
    return "".join(["".join([span.text for span in one]).rstrip() + "\n" for one in found])


def text_of(found: Line) -> str:
    return "".join([span.text for span in found])


# ---- text that comes from the cluster


def safe(text: object) -> str:
    """Text as a terminal may have it: what it would obey, or what would reorder it, is shown by its number."""
    shown = str(text)
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join([char if char.isprintable() or char == " " else escaped(char) for char in shown])


def escaped(char: str) -> str:
    """A character that cannot be printed: `^[`, `\\n`, `\\u202e`."""
    code = ord(char)
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    if code < 0x20:
        return "^" + chr(code + 0x40)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# ---- widths


def width_of(text: str) -> int:
    """Cells that a text takes; wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # only for other scripts

    return sum([0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text])


def head(text: str, width: int) -> str:
    """As much of the beginning as fits."""
    if text.isascii():
        return text[: max(0, width)]
    taken = 0
    for index, char in enumerate(text):
        taken += width_of(char)
        if taken > width:
            return text[:index]
    return text


def tail(text: str, width: int) -> str:
    """As much of the end as fits."""
    if text.isascii():
        return text[len(text) - max(0, width) :] if width > 0 else ""
    return head(text[::-1], width)[::-1]


def cut(text: str, width: int, look: Look) -> str:
    """Text that fits into a width; a sign stands for what was cut from its end."""
    if width_of(text) <= width:
        return text
    sign = look.signs.cut
    return head(text, width - len(sign)) + head(sign, width)


def cut_middle(text: str, width: int, look: Look) -> str:
    """Text cut in the middle: names keep their last part (`hostnames-…-q7w1s`)."""
    if width_of(text) <= width:
        return text
    sign = look.signs.cut
    last = text[text.rfind("-") :] if "-" in text else ""
    room = width - len(sign)
    if not 0 < width_of(last) <= room:
        last = tail(text, room // 2)
    return head(text, room - width_of(last)) + head(sign, width) + last


def padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def fitted(found: Line, look: Look) -> Line:
    """A line that is no wider than its place."""
    if sum([width_of(span.text) for span in found]) <= look.width:
        return found
    spans: list[Span] = []
    left = look.width - len(look.signs.cut)
    for span in found:
        wide = width_of(span.text)
        if wide > left:
            return (*spans, Span(head(span.text, left) + look.signs.cut, span.style))
        spans.append(span)
        left -= wide
    return tuple(spans)


def between(left: Line, right: Line, look: Look) -> Line:
    """Two parts at both ends of a line; the left one is cut if they do not fit."""
    room = look.width - sum([width_of(span.text) for span in right])
    if room < 1:
        return fitted(right, look)
    start = fitted(left, look._replace(width=max(0, room - 1)))
    taken = sum([width_of(span.text) for span in start])
    return (*start, Span(" " * (room - taken)), *right)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Text in lines of a width, broken at blanks; further lines are indented."""
    rows, current = [], ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if current.strip() and width_of(candidate) > width:
            rows.append(current)
            candidate = indent + word
        while width_of(candidate) > width > len(indent) + 1:
            part = head(candidate, width)
            rows.append(part)
            candidate = indent + candidate[len(part) :]
        current = candidate
    return [*rows, current]


def wrapped_lines(prefix: Sequence[Span], text: str, look: Look, style: str = "") -> list[Line]:
    """A text behind a prefix, its further lines below the first."""
    indent = sum([width_of(span.text) for span in prefix])
    rows = wrapped(text, max(8, look.width - indent))
    first: Line = (*prefix, Span(rows[0], style))
    return [first, *[(Span(" " * indent), Span(row, style)) for row in rows[1:]]]
