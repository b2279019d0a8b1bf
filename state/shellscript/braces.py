"""Brace expansion: `{a,b}`, `{1..10}`, `{a..e}`, `{01..10..2}`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.shellscript.tree import Lit, Part, Word

RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?|([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?")


def expanded(word: Word) -> list[Word]:
    """The words that a word's braces make of it; mostly the word itself."""
    if not any(isinstance(part, Lit) and not part.quoted and "{" in part.text for part in word):
        return [word]
    tokens: list[str | Part] = []
    for part in word:
        tokens.extend(part.text if isinstance(part, Lit) and not part.quoted else [part])
    return [joined(tokens) for tokens in alternatives(tokens)]


def joined(tokens: Sequence[str | Part]) -> Word:
    """Characters and parts, as a word again."""
    parts: list[Part] = []
    for token in tokens:
        if not isinstance(token, str):
            parts.append(token)
        elif parts and isinstance(parts[-1], Lit) and not parts[-1].quoted:
            parts[-1] = Lit(parts[-1].text + token, False)
        else:
            parts.append(Lit(token, False))
    return tuple(parts)


def alternatives(tokens: list[str | Part]) -> list[list[str | Part]]:
    for start, token in enumerate(tokens):
        if token == "{" and (found := braces_at(tokens, start)):
            pieces, end = found
            tails = alternatives(tokens[end:])
            middles = [middle for piece in pieces for middle in alternatives(piece)]
            return [tokens[:start] + middle + tail for middle in middles for tail in tails]
    return [tokens]


def braces_at(tokens: list[str | Part], start: int) -> tuple[list[list[str | Part]], int] | None:
    """The alternatives of a brace that opens at a place, and where it ends; None if it is no brace expansion."""
    depth = 0
    pieces: list[list[str | Part]] = []
    piece: list[str | Part] = []
    for place in range(start + 1, len(tokens)):
        token = tokens[place]
        if token == "}" and depth == 0:
            return finished([*pieces, piece], place + 1)
        if token == "," and depth == 0:
            pieces.append(piece)
            piece = []
            continue
        depth += (token == "{") - (token == "}")
        piece.append(token)
    return None


def finished(pieces: list[list[str | Part]], end: int) -> tuple[list[list[str | Part]], int] | None:
    if len(pieces) > 1:
        return pieces, end
    if all(isinstance(token, str) for token in pieces[0]):
        found = sequence("".join(str(token) for token in pieces[0]))
        if found:
            return [[text] for text in found], end
    return None


def sequence(text: str) -> list[str]:
    """`1..5`, `a..e`, `01..10..2`; empty if it is none."""
    match = RANGE.fullmatch(text)
    if not match:
        return []
    first, last, step, low, high, letter_step = match.groups()
    if low:
        return [chr(code) for code in steps(ord(low), ord(high), int(letter_step or 1))]
    width = max(len(first), len(last)) if re.match(r"-?0\d", first) or re.match(r"-?0\d", last) else 0
    return [f"{number:0{width}d}" for number in steps(int(first), int(last), int(step or 1))]


def steps(first: int, last: int, step: int) -> range:
    step = abs(step) or 1
    return range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
