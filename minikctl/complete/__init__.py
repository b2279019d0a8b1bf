"""What may stand at the end of a command line that is being typed, for the shell, the TUI's bar and scripts of shells.

Nothing is run and nothing is changed; a fault in here gives no suggestions and never an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from minikctl.complete.suggestion import Suggestion
from minikctl.complete.words import ENDS, Typed, typed

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

PROGRAMS = ("kubectl", "k", "minikctl")
MOST = 500  # suggestions; nobody reads more

__all__ = ["Completion", "Suggestion", "completions", "suggestions"]


class Completion(NamedTuple):
    """Suggestions, and where in the line the text begins that they replace."""

    start: int
    suggestions: list[Suggestion]


def completions(line: str, around: Surroundings, after: str = "") -> Completion:
    """What fits at the cursor; `line` is what stands before it, and flags that stand `after` it count too."""
    where = typed(line)
    words = list(where.words)
    if words[:1] and words[0] in PROGRAMS:
        words = words[1:]
    found = suggestions(words, where.current, around, is_file=where.is_file, after=following(after))
    return Completion(where.start, [one._replace(text=as_typed(one.text, where)) for one in found])


def following(text: str) -> Sequence[str]:
    """The words after the cursor that belong to the same command; not the rest of the word it stands in."""
    if text[:1] not in ("", " ", "\t"):
        return ()
    end = min((index for index in (text.find(char) for char in ENDS) if index >= 0), default=len(text))
    return typed(text[:end] + " ").words


def as_typed(text: str, where: Typed) -> str:
    """A suggestion with the quote that was begun."""
    return where.quote + text if where.quote else text


def suggestions(
    words: Sequence[str], current: str, around: Surroundings, *, is_file: bool = False, after: Sequence[str] = ()
) -> list[Suggestion]:
    """What the word `current` may become after the complete words of a command line without its program."""
    try:
        return chosen(candidates(list(words), current, around, is_file, after), current)
    except Exception:  # a contract of completion: a fault is silent, for it would come at every key
        return []


def candidates(
    words: list[str], current: str, around: Surroundings, is_file: bool, after: Sequence[str]
) -> Iterable[Suggestion]:
    """Everything that may stand there, whatever it begins with."""
    from minikctl.complete import kubectl, own, values  # while something is typed
    from minikctl.own import OWN

    if is_file:
        return values.files(current, around)
    if not words:
        return kubectl.commands()
    if words[0] in OWN:
        return own.candidates(words, current, around)
    return kubectl.candidates(words, current, around, after)


def chosen(found: Iterable[Suggestion], current: str) -> list[Suggestion]:
    """Those that begin so; only if there are none, those that hold the letters in this order."""
    every = [one for one in dict.fromkeys(found) if not (one.open and one.text == current)]
    begin = [one for one in every if one.text.startswith(current)]
    return (begin or [one for one in every if holds(one.text, current)])[:MOST]


def holds(text: str, letters: str) -> bool:
    """Whether the letters are in the text in this order."""
    rest = iter(text.lower())
    return all(letter in rest for letter in letters.lower())
