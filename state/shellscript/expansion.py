"""Word expansion (POSIX XCU 2.6): braces, tilde, parameters, substitutions, splitting, file names, in that order."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from minikctl.state.shellscript import patterns
from minikctl.state.shellscript.arithmetic import ArithmeticError_, evaluate
from minikctl.state.shellscript.braces import expanded
from minikctl.state.shellscript.tasks import Wait
from minikctl.state.shellscript.tree import Arith, Command, Lit, Param, Part, Substitution, Word
from minikctl.state.shellscript.variables import ShellError

if TYPE_CHECKING:
    from minikctl.state.shellscript.interpreter import Interpreter

T = TypeVar("T")
Later = Generator[Wait, None, T]
BLANK_IFS = " \t\n"


class Fields:
    """The fields that a word becomes; each is a list of texts and whether they are quoted."""

    def __init__(self, splits: bool, ifs: str) -> None:
        self.splits = splits
        self.ifs = ifs
        self.done: list[list[tuple[str, bool]]] = []
        self.current: list[tuple[str, bool]] | None = None

    def add(self, text: str, quoted: bool) -> None:
        if self.current is None:
            self.current = []
        self.current.append((text, quoted))

    def end(self) -> None:
        if self.current is not None:
            self.done.append(self.current)
            self.current = None

    def add_value(self, text: str, quoted: bool) -> None:
        """A parameter's or a command's text, split unless it is quoted."""
        if quoted or not self.splits:
            self.add(text, quoted)
            return
        blanks = "".join(char for char in self.ifs if char in BLANK_IFS)
        word = ""
        at = 0
        while at < len(text):
            char = text[at]
            at += 1
            if char not in self.ifs:
                word += char
                continue
            if word:
                self.add(word, False)
                word = ""
            if char not in blanks:
                self.add("", False)
                self.end()
            else:
                self.end()
                while at < len(text) and text[at] in blanks:
                    at += 1
        if word:
            self.add(word, False)

    def all(self) -> list[list[tuple[str, bool]]]:
        self.end()
        return self.done


class Expander:
    """Expands words for an interpreter."""

    def __init__(self, shell: Interpreter) -> None:
        self.shell = shell

    # whole words

    def fields(self, words: Iterable[Word]) -> Later[list[str]]:
        """The arguments that words become."""
        found: list[str] = []
        for word in words:
            if len(word) == 1 and isinstance(word[0], Lit) and not set(word[0].text) & set("*?[{~"):
                found.append(word[0].text)
                continue
            for alternative in expanded(word):
                found.extend((yield from self.word_fields(alternative)))
        return found

    def word_fields(self, word: Word) -> Later[list[str]]:
        fields = Fields(True, self.ifs())
        yield from self.add(fields, self.with_home(word))
        return [name for field in fields.all() for name in self.names(field)]

    def names(self, field: list[tuple[str, bool]]) -> list[str]:
        """The files that a field names as a pattern, or its text."""
        text = "".join(piece for piece, _ in field)
        if "f" in self.shell.options or not any(set(piece) & set("*?[") for piece, quoted in field if not quoted):
            return [text]
        pattern = "".join(patterns.escaped(piece) if quoted else piece for piece, quoted in field)
        return patterns.paths(self.shell.files, self.shell.cwd, pattern) or [text]

    def text(self, word: Word) -> Later[str]:
        """A word's text, neither split nor taken as a pattern."""
        fields = Fields(False, self.ifs())
        yield from self.add(fields, self.with_home(word, True))
        return " ".join("".join(piece for piece, _ in field) for field in fields.all())

    def pattern(self, word: Word) -> Later[str]:
        """A word as a pattern, what is quoted being escaped."""
        fields = Fields(False, self.ifs())
        yield from self.add(fields, self.with_home(word))
        pieces = [piece for field in fields.all() for piece in field]
        return "".join(patterns.escaped(text) if quoted else text for text, quoted in pieces)

    def regex(self, word: Word) -> Later[str]:
        """A word as a regular expression, what is quoted being escaped (the right side of `=~`)."""
        import re  # only for =~

        fields = Fields(False, self.ifs())
        yield from self.add(fields, word)
        return "".join(re.escape(text) if quoted else text for field in fields.all() for text, quoted in field)

    def number(self, word: Word) -> Later[int]:
        """A word's value as arithmetic."""
        text = yield from self.text(word)
        return self.calculate(text)

    def calculate(self, text: str) -> int:
        shell = self.shell
        try:
            return evaluate(text, lambda name: shell.parameter(name) or "", shell.variables.put)
        except ArithmeticError_ as error:
            raise ShellError(str(error)) from error

    # parts

    def ifs(self) -> str:
        found = self.shell.variables.get("IFS")
        return BLANK_IFS if found is None else found

    def with_home(self, word: Word, everywhere: bool = False) -> Word:
        """A word whose leading `~` is replaced."""
        first = word[0] if word else None
        if not isinstance(first, Lit) or first.quoted or not first.text.startswith("~"):
            return word
        name, slash, rest = first.text[1:].partition("/")
        if name or (not slash and len(word) > 1):
            return word
        home = self.shell.variables.get("HOME") or "/root"
        return (Lit(home, True), Lit(slash + rest, False), *word[1:])

    def add(self, fields: Fields, word: Word) -> Later[None]:
        for part in word:
            if isinstance(part, Lit):
                fields.add(part.text, part.quoted)
            elif isinstance(part, Param):
                yield from self.add_parameter(fields, part)
            else:
                text = yield from self.other(part)
                fields.add_value(text, not isinstance(part, Substitution) and part.quoted)

    def other(self, part: Part) -> Later[str]:
        if isinstance(part, Command):
            return (yield from self.shell.captured(part.body)).rstrip("\n")
        if isinstance(part, Arith):
            return str((yield from self.number(part.text)))
        assert isinstance(part, Substitution)
        return (yield from self.shell.file_of_output(part.body))

    def add_parameter(self, fields: Fields, part: Param) -> Later[None]:
        """A parameter's value, its default, or its elements."""
        value = yield from self.value(part)
        if part.op in ("-", ":-", "+", ":+"):
            is_there = value is not None and value != [] and (part.op[0] != ":" or value not in ("", [""]))
            if is_there == (part.op[-1] == "+"):
                yield from self.add(fields, self.with_home(part.word))
                return
            value = "" if part.op[-1] == "+" else value
        elif part.op in ("=", ":=", "?", ":?"):
            value = yield from self.required(part, value)
        else:
            if value is None and "u" in self.shell.options:
                raise ShellError(f"{part.name}: unbound variable")
            if part.op and value is not None:
                value = yield from self.operated(part, value)
        self.add_found(fields, part, value)

    def add_found(self, fields: Fields, part: Param, value: str | list[str] | None) -> None:
        if value is None or isinstance(value, str):
            fields.add_value(value or "", part.quoted)
            return
        joined = part.name == "*" or (isinstance(part.at, tuple) and is_star(part.at))
        if joined and (part.quoted or not fields.splits):
            fields.add(self.ifs()[:1].join(value), part.quoted)
            return
        if not value and part.quoted and fields.current == [("", True)]:
            fields.current = None  # "$@" without parameters is no field at all
        for index, text in enumerate(value):
            if index:
                fields.end()
            fields.add_value(text, part.quoted)

    def value(self, part: Param) -> Later[str | list[str] | None]:
        """A parameter's value before any operation; a list for all positional parameters or elements."""
        shell, name = self.shell, part.name
        if part.indirect:
            if part.at is not None and is_all(part.at):
                return list(shell.variables.array(name))
            name = shell.parameter(name) or ""
        found: str | list[str] | None
        if name in ("@", "*"):
            found = list(shell.positional)
        elif part.at is None:
            found = shell.parameter(name)
        elif is_all(part.at):
            found = list(shell.variables.array(name).values())
        else:
            found = shell.variables.array(name).get((yield from self.subscript(name, part.at)))
        return str(len(found or "")) if part.length else found

    def subscript(self, name: str, word: Word) -> Later[str]:
        text = yield from self.text(word)
        if name in self.shell.variables.associative:
            return text
        index = self.calculate(text)
        if index < 0:
            index += 1 + max((int(key) for key in self.shell.variables.array(name)), default=-1)
        return str(index)

    def required(self, part: Param, value: str | list[str] | None) -> Later[str | list[str] | None]:
        """`${x:=word}` and `${x:?word}`."""
        if value is not None and (part.op[0] != ":" or value != ""):
            return value
        text = yield from self.text(part.word)
        if part.op[-1] == "=":
            self.shell.variables.put(part.name, text)
            return text
        default = "parameter null or not set" if part.op == ":?" else "parameter not set"
        raise ShellError(f"{part.name}: {text or default}", 127)

    def operated(self, part: Param, value: str | list[str]) -> Later[str | list[str]]:
        """A value after `#`, `%`, `/`, `^`, `,`, `:` or `@`."""
        if part.op == ":":
            return (yield from self.sliced(part, value))
        pattern = yield from self.pattern(part.word)
        other = "" if part.other is None else (yield from self.text(part.other))
        if isinstance(value, str):
            return changed(part.op, value, pattern, other)
        return [changed(part.op, text, pattern, other) for text in value]

    def sliced(self, part: Param, value: str | list[str]) -> Later[str | list[str]]:
        start = yield from self.number(part.word)
        if isinstance(value, list) and part.name in ("@", "*"):
            value = [self.shell.name, *value]
        size = len(value)
        start = max(0, start + size) if start < 0 else start
        if part.other is None:
            return value[start:]
        length = yield from self.number(part.other)
        return value[start : start + length if length >= 0 else size + length]


def is_all(word: Word) -> bool:
    return word in ((Lit("@", False),), (Lit("*", False),))


def is_star(word: Word) -> bool:
    return word == (Lit("*", False),)


def changed(op: str, text: str, pattern: str, other: str) -> str:
    """One of the operations that work on a text."""
    if op in ("#", "##"):
        return patterns.without_prefix(text, pattern, op == "##")
    if op in ("%", "%%"):
        return patterns.without_suffix(text, pattern, op == "%%")
    if op[0] == "/":
        return patterns.substituted(text, op, pattern, other)
    if op == "@":
        return at_operation(text, pattern)
    change = str.upper if op[0] == "^" else str.lower
    if len(op) == 2:
        return "".join(change(char) if not pattern or patterns.matches(pattern, char) else char for char in text)
    return change(text[:1]) + text[1:] if not pattern or patterns.matches(pattern, text[:1]) else text


def at_operation(text: str, letter: str) -> str:
    """`${x@U}`, `@L`, `@u`, `@Q`."""
    if letter == "U":
        return text.upper()
    if letter == "L":
        return text.lower()
    if letter == "u":
        return text[:1].upper() + text[1:]
    if letter == "Q":
        return "'" + text.replace("'", "'\\''") + "'"
    raise ShellError(f"${{…@{letter}}}: bad substitution")


def quoted_copy(part: Param) -> Param:
    """The same parameter, as within double quotes."""
    return replace(part, quoted=True)
