"""A line as it is typed in our shell -> as it is typed anywhere: with the program's name before its commands."""

from __future__ import annotations

from minikctl.own import OWN
from minikctl.shell.commands import PREFIXES, is_command

OPENERS = ("do", "then", "else", "if", "while", "until", "!", "{", "time")


def full(text: str) -> str:
    """The text with `kubectl` (or `minikctl`) before every command that has neither; here-documents stay."""
    first, newline, rest = text.partition("\n") if "<<" in text else (text, "", "")
    return with_programs(first) + newline + rest


def with_programs(text: str) -> str:
    """The same for text without here-documents."""
    found: list[str] = []
    index, at_start, quote = 0, True, ""
    while index < len(text):
        char = text[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote, at_start = char, False
        elif char in "|;&(\n`":
            at_start = True
        elif char not in " \t" and at_start:
            end = index
            while end < len(text) and text[end] not in " \t|;&()<>\n'\"`":
                end += 1
            word, after = text[index:end], text[end:].split(None, 2)[:1]
            if "=" in word.partition("$")[0] or word in OPENERS:
                at_start = True
            else:
                at_start = False
                found.append(program(word, after))
            found.append(word or char)
            index = max(end, index + 1)
            continue
        found.append(char)
        index += 1
    return "".join(found)


def program(word: str, after: list[str]) -> str:
    """What must stand before a word."""
    if not word or word in PREFIXES or not is_command([word, *after]):
        return ""
    return "minikctl " if word in OWN else "kubectl "
