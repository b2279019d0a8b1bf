"""Lines of limited width, as the two printers of `explain` break them."""

from __future__ import annotations

import re
from collections.abc import Iterator

BULLET = re.compile(r"(\d+\.?|-|\*)\s")
PIECES = re.compile(r"(\s*)(\S*)")


def indented(text: str, amount: int) -> str:
    """Every line of a text behind so many spaces, empty ones too."""
    pad = " " * amount
    return pad + text.replace("\n", "\n" + pad)


def wrapped(text: str, width: int) -> str:
    """A text in lines of so many characters; spaces stay as they are, except those where a line was broken.

    The rule is that of mitchellh/go-wordwrap: a word that is longer than a line is left whole.
    """
    return "\n".join(broken(part, width) for part in text.split("\n"))


def broken(text: str, width: int) -> str:
    """One line of a text in lines of so many characters."""
    done, current = "", 0
    for spaces, word in PIECES.findall(text):
        if not word:
            return done + spaces if current + len(spaces) <= width else done
        if breaks(current, len(spaces), len(word), width):
            done, current, spaces = done + "\n", 0, ""
        done, current = done + spaces + word, current + len(spaces) + len(word)
    return done


def breaks(current: int, spaces: int, word: int, width: int) -> bool:
    """Whether a line ends before a word; it is seen while the word grows, as long as it is shorter than a line."""
    return current + spaces + min(word, width - 1) > width


def filled(text: str, width: int) -> list[str]:
    """A text in lines of so many characters, as kubectl's older printer fills them (kubectl/pkg/explain/formatter.go).

    Lines are joined, unless one is empty, is indented, starts a list or follows a colon.
    """
    found: list[str] = []
    for paragraph in paragraphs(text):
        if isinstance(paragraph, str):
            if paragraph or found:
                found.append(paragraph)
        else:
            found += lines_of(paragraph, width)
    return found


def paragraphs(text: str) -> Iterator[list[str] | str]:
    """The words of each paragraph; a line that stays as it is."""
    words: list[str] = []
    for line in text.split("\n"):
        kept = line.startswith("    ")
        if kept or not line.strip() or BULLET.match(line.strip()) or (words and words[-1].endswith(":")):
            if words:
                yield words
            words = []
        if kept:
            yield line
        elif not line.strip():
            yield ""
        else:
            words = words + line.split()
    if words:
        yield words


def lines_of(words: list[str], width: int) -> list[str]:
    """Words in lines of so many characters."""
    found = [words[0]]
    for word in words[1:]:
        if len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
