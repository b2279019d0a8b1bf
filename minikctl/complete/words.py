"""The line before the cursor, cut into words as a shell does, as far as completion needs it."""

from __future__ import annotations

from typing import NamedTuple

ENDS = "|&;(\n"  # a new command begins after these


class Typed(NamedTuple):
    """Where the cursor stands."""

    words: tuple[str, ...]  # the complete words of the last command of the line
    current: str  # what has been typed of the next one, without quotes
    start: int  # where that begins
    quote: str = ""  # the quote that is open
    is_file: bool = False  # the word names a file to read from or to write to


def typed(line: str) -> Typed:
    """Cuts a line; quotes and backslashes are understood, what `$` stands for is not."""
    words: list[str] = []
    current, start, quote = "", 0, ""
    is_file = in_word = False
    index = 0
    while index < len(line):
        char = line[index]
        index += 1
        if quote:
            if char == quote:
                quote = ""
            elif char == "\\" and quote == '"' and index < len(line):
                current += line[index]
                index += 1
            else:
                current += char
            continue
        if char in "'\"":
            start = start if in_word else index - 1
            quote, in_word = char, True
        elif char == "\\" and index < len(line):
            start = start if in_word else index - 1
            if line[index] != "\n":
                current, in_word = current + line[index], True
            index += 1
        elif char in ENDS or char in " \t<>":
            if in_word:
                words.append(current)
                is_file = False
            if char in ENDS:
                words.clear()
            is_file = char in "<>" or (is_file and not in_word)
            if is_file and in_word and char in "<>" and words and words[-1].isdigit():
                words.pop()
            current, in_word = "", False
        else:
            start = start if in_word else index - 1
            current, in_word = current + char, True
    begins = start if in_word else len(line)
    return Typed(without_assignments(words), current, begins, quote, is_file)


def without_assignments(words: list[str]) -> tuple[str, ...]:
    """The words without `NAME=value` before the command, and without `watch` and `time`."""
    index = 0
    while index < len(words) and (words[index].partition("=")[0].isidentifier() and "=" in words[index]):
        index += 1
    while index < len(words) and words[index] in ("watch", "time", "sudo"):
        index += 1
    return tuple(words[index:])
