"""`jq`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from minikctl.state.files import read_text, reason
from minikctl.state.podtools.jq.builtins import library
from minikctl.state.podtools.jq.parser import Parser, Tree
from minikctl.state.podtools.jq.printing import compact, pretty
from minikctl.state.podtools.jq.running import BreakLabel, Closure, Scope, values
from minikctl.state.podtools.jq.tokens import JqSyntaxError
from minikctl.state.podtools.jq.values import JqError
from minikctl.state.podtools.shell import Process, Steps

LONG = {
    "--raw-output": "r", "--compact-output": "c", "--null-input": "n", "--slurp": "s", "--raw-input": "R",
    "--exit-status": "e", "--join-output": "j", "--sort-keys": "S", "--tab": "t", "--ascii-output": "a",
    "--color-output": "C", "--monochrome-output": "M", "--from-file": "f", "--unbuffered": "u", "--raw-output0": "0",
}  # fmt: skip
LETTERS = set("rcnsRejStaCMfu")


class Usage(Exception):
    """The command line is wrong."""


class Settings:
    """What the command line says."""

    def __init__(self, shell: Process, argv: Sequence[str]) -> None:
        self.shell = shell
        self.flags: set[str] = set()
        self.indent = 2
        self.named: dict[str, Any] = {}
        self.positional: list[Any] = []
        self.operands: list[str] = []
        words = list(argv[1:])
        rest = ""
        while words:
            word = words.pop(0)
            if word == "--":
                self.operands += words
                break
            if word in ("--args", "--jsonargs"):
                rest = word
            elif word.startswith("--"):
                self.long(word, words)
            elif word.startswith("-") and len(word) > 1:
                self.short(word)
            elif rest and self.operands:
                self.positional.append(word if rest == "--args" else json.loads(word))
            else:
                self.operands.append(word)

    def short(self, word: str) -> None:
        if not set(word[1:]) <= LETTERS:
            raise Usage(f"Unknown arguments\n{HINT}")
        self.flags |= set(word[1:])

    def long(self, word: str, words: list[str]) -> None:
        if word in LONG:
            self.flags.add(LONG[word])
        elif word == "--indent":
            self.indent = int(words.pop(0))
        elif word in ("--arg", "--argjson", "--slurpfile", "--rawfile"):
            if len(words) < 2:
                raise Usage(f"{word} takes two parameters (e.g. {word} name value)\n{HINT}")
            name, value = words.pop(0), words.pop(0)
            self.named[name] = self.argument(word, name, value)
        else:
            raise Usage(f"Unknown arguments\n{HINT}")

    def argument(self, word: str, name: str, value: str) -> Any:
        if word == "--arg":
            return value
        if word == "--argjson":
            try:
                return json.loads(value)
            except ValueError:
                raise Usage(f"Invalid JSON text passed to --argjson\n{HINT}") from None
        content = read_text(self.shell.files, self.shell.path(value))
        return content if word == "--rawfile" else documents(content)

    def printed(self, value: Any) -> str:
        if isinstance(value, str) and self.flags & {"r", "j", "0"}:
            return value
        if "c" in self.flags or not self.indent:
            return compact(value, "S" in self.flags)
        return pretty(value, "\t" if "t" in self.flags else " " * self.indent, "S" in self.flags)


HINT = "Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq"


def documents(text: str) -> list[Any]:
    """The JSON values of a text; raises ValueError."""
    decoder, at = json.JSONDecoder(), 0
    found: list[Any] = []
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        if at >= len(text):
            return found
        value, at = decoder.raw_decode(text, at)
        found.append(value)


def main(shell: Process, argv: Sequence[str]) -> Steps:
    try:
        settings = Settings(shell, argv)
    except Usage as error:
        shell.err(f"jq: {error}\n")
        return 2
    try:
        program = program_of(shell, settings)
        tree = Parser(program).program()
    except OSError as error:
        shell.err(f"jq: error: Could not open {settings.operands[0]}: {reason(error)}\n")
        return 2
    except JqSyntaxError as error:
        shell.err(f"jq: error: {error} at <top-level>, line 1:\n{program}\njq: 1 compile error\n")
        return 3
    text, status = yield from input_text(shell, settings)
    return run(shell, settings, tree, text) or status


def program_of(shell: Process, settings: Settings) -> str:
    if "f" in settings.flags and settings.operands:
        return read_text(shell.files, shell.path(settings.operands.pop(0)))
    return settings.operands.pop(0) if settings.operands else "."


def input_text(shell: Process, settings: Settings) -> Any:
    """All input, and 2 if a file cannot be read (a generator)."""
    if "n" in settings.flags and not settings.operands:
        return "", 0
    if not settings.operands:
        return (yield from shell.stdin.wait_all()), 0
    texts, status = [], 0
    for name in settings.operands:
        try:
            texts.append(read_text(shell.files, shell.path(name)))
        except OSError as error:
            shell.err(f"jq: error: Could not open {name}: {reason(error)}\n")
            status = 2
    return "".join(texts), status


def inputs_of(settings: Settings, text: str) -> tuple[list[Any], ValueError | None]:
    """The inputs, and what is wrong with the JSON after them."""
    if "R" in settings.flags:
        return ([text] if "s" in settings.flags else text.splitlines()), None
    found: list[Any] = []
    failure = None
    decoder, at = json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        if at >= len(text):
            break
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError as error:
            failure = error
            break
        found.append(value)
    return ([found] if "s" in settings.flags and failure is None else found), failure


def run(shell: Process, settings: Settings, tree: Tree, text: str) -> int:
    inputs, failure = inputs_of(settings, text)
    scope = Scope(library())
    scope.variables |= {**settings.named, "ENV": dict(shell.env)}
    scope.variables["__prog_args"] = settings.positional
    scope.variables["ARGS"] = {"positional": settings.positional, "named": settings.named}
    status, last = 0, None
    queue = [None] if "n" in settings.flags else inputs
    scope.functions["inputs", 0] = Closure([], ("iterate", ("literal", inputs)), scope, True)
    scope.functions["input", 0] = Closure([], ("index", ("literal", inputs), ("literal", 0)), scope, True)
    end = "" if "j" in settings.flags else "\n"
    for value in queue:
        shell.limits.step()
        try:
            for last in values(tree, value, scope):
                shell.out(settings.printed(last) + end)
        except JqError as error:
            place = "<unknown>" if "n" in settings.flags else f"<stdin>:{text.count(chr(10))}"
            shell.err(f"jq: error (at {place}): {complaint(error)}\n")
            status = 5
        except BreakLabel:
            shell.err("jq: error (at <unknown>): break\n")
            status = 5
        except RecursionError:
            shell.err("jq: error: the program recurses too deeply\n")
            status = 5
    if failure is not None:
        shell.err(f"jq: parse error: {parse_complaint(failure, text)}\n")
        return 2
    if "e" in settings.flags and not status:
        return 4 if not queue else 1 if last is None or last is False else 0
    return status


def complaint(error: JqError) -> str:
    if isinstance(error.value, str):
        return error.value
    return f"{compact(error.value)} (not a string)"


def parse_complaint(failure: ValueError, text: str) -> str:
    line = getattr(failure, "lineno", 1)
    column = getattr(failure, "colno", 1)
    if getattr(failure, "pos", 0) >= len(text.rstrip()):
        return f"Unfinished JSON term at EOF at line {text.count(chr(10)) + 1}, column 0"
    return f"Invalid numeric literal at line {line}, column {column}"
