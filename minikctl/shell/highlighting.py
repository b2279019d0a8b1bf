"""The colours of the line that is being typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.styles import Style

from minikctl import cli
from minikctl.commands import COMMANDS
from minikctl.complete.words import typed
from minikctl.errors import CommandError
from minikctl.grammar.command import named, suggestions
from minikctl.invocation import Surroundings
from minikctl.own import OWN
from minikctl.shell.commands import PREFIXES, PROGRAMS
from minikctl.shell.meaning import standing

COLOURS = Style.from_dict(
    {
        "command": "ansigreen bold",
        "flag": "ansicyan",
        "name": "ansiblue",
        "string": "ansiyellow",
        "unknown": "ansired underline",
        "operator": "bold",
        "status": "ansired",
        "bottom-toolbar": "noreverse",
    }
)
PLAIN = Style.from_dict({"unknown": "underline", "status": "bold", "bottom-toolbar": "noreverse"})
LONGEST = 2000  # characters of a line in which names are looked up
SHELL_WORDS = frozenset(
    (
        *(".", ":", "alias", "break", "case", "cd", "continue", "do", "done", "elif", "else", "esac", "eval", "exec"),
        *("exit", "export", "fi", "for", "function", "if", "in", "local", "read", "readonly", "return", "select"),
        *("set", "shift", "source", "then", "time", "trap", "unalias", "unset", "until", "wait", "while", "{", "}"),
    )
)


def is_known(word: str) -> bool:
    """Whether a word may begin a command."""
    known = word in OWN or word in PREFIXES or word in PROGRAMS or word in SHELL_WORDS
    return known or named(COMMANDS, word) is not None or "=" in word or "/" in word or word.startswith(("$", "("))


def pieces(line: str) -> Iterator[tuple[str, str]]:
    """(style, text) of the parts of a line, in order."""
    index, at_start = 0, True
    while index < len(line):
        end = index
        char = line[index]
        if char in " \t":
            while end < len(line) and line[end] in " \t":
                end += 1
            yield "", line[index:end]
        elif char in "|&;<>()":
            while end < len(line) and line[end] in "|&;<>()":
                end += 1
            yield "class:operator", line[index:end]
            at_start = char not in "<>"
        else:
            end = end_of_word(line, index)
            word = line[index:end]
            yield style_of(word, at_start, end < len(line)), word
            at_start = at_start and (word in PREFIXES or ("=" in word.partition(" ")[0] and not word.startswith("-")))
        index = end


def end_of_word(line: str, index: int) -> int:
    """Where a word ends, its quotes included."""
    quote = ""
    while index < len(line):
        char = line[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "\\":
            index += 1
        elif char in " \t|&;<>()":
            break
        index += 1
    return min(index, len(line))


def style_of(word: str, at_start: bool, is_finished: bool) -> str:
    """The style of a word."""
    if at_start:
        return "class:command" if is_known(word) else "class:unknown" if is_finished else ""
    if word.startswith("-"):
        return "class:flag"
    return "class:string" if word[0] in "'\"" else ""


class Colours(Lexer):
    """The lexer of the prompt; with `around` it also tells names that there are from names that there are not."""

    def __init__(self, around: Callable[[], Surroundings] | None = None) -> None:
        self.around = around
        self.kept: tuple[str, StyleAndTextTuples] = ("", [])  # a redraw that follows no key needs no new look

    def line(self, text: str) -> StyleAndTextTuples:
        """The parts of a line."""
        found: StyleAndTextTuples = list(pieces(text))
        if self.around is None or len(text) > LONGEST:
            return found
        if self.kept[0] != text:
            self.kept = (text, with_names(found, self.around()))
        return self.kept[1]

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = document.lines

        def line(number: int) -> StyleAndTextTuples:
            return self.line(lines[number]) if number < len(lines) else []

        return line


def with_names(parts: StyleAndTextTuples, around: Surroundings) -> StyleAndTextTuples:
    """The parts of a line, finished words that name something known or unknown being marked."""
    found: StyleAndTextTuples = []
    before = ""
    for index, part in enumerate(parts):
        style, text = part[0], part[1]
        if not style and text.strip() and before:
            named_so = standing(before, text, around, "".join(one[1] for one in parts[index + 1 :]))
            if named_so == "known":
                style = "class:name"
            elif named_so and index + 1 < len(parts):  # the word at the cursor may still become one
                style = "class:unknown"
        found.append((style, text))
        before += text
    return found


def complaint(line: str, around: Surroundings) -> str:
    """What is wrong with the command that is being typed, "" if nothing is; it is not run."""
    if not line.strip() or "\n" in line:
        return ""
    words = list(typed(line + " ").words)
    if words[:1] and words[0] in PREFIXES:
        words = words[1:]
    if not words or words[0] in OWN:
        return ""
    if named(COMMANDS, words[0]) is None:
        return "" if is_known(words[0]) else unknown(words[0])
    if not line.endswith(" ") and len(words) < 2:
        return ""
    try:
        cli.read_flags(cli.find(words, around), around)
    except CommandError as error:
        return str(error).partition("\n")[0]
    return ""


def unknown(word: str) -> str:
    """An unknown command, with the nearest that there is."""
    near = suggestions(COMMANDS, word)
    return f"unknown command: {word}" + (f" (did you mean {near[0]}?)" if near else "")
