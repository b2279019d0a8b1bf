"""Parsing sed scripts (POSIX XCU sed and GNU's additions)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from minikctl.state.podtools.grep.regex import translated


class SedError(Exception):
    """The script is wrong; the text is GNU sed's message, after `sed: `."""


@dataclass(slots=True)
class Address:
    """A line number, `$`, a regular expression, or a step (`first~step`)."""

    line: int = 0
    last: bool = False
    regex: re.Pattern[str] | None = None
    uses_last_regex: bool = False
    step: int = 0
    relative: int = -1  # `addr1,+N`


@dataclass(slots=True)
class Instruction:
    name: str
    first: Address | None = None
    second: Address | None = None
    negated: bool = False
    text: str = ""  # of a, i, c; the label of b, t; the file of r, w
    regex: re.Pattern[str] | None = None
    uses_last_regex: bool = False
    replacement: str = ""
    flags: str = ""
    nth: int = 1
    table: dict[int, str] = field(default_factory=dict)
    target: int = 0  # where `{` ends; where a branch goes
    active: bool = False  # within its range of lines
    until: int = 0


class ScriptReader:
    """Reads a script into a flat list of instructions; blocks know where they end."""

    def __init__(self, text: str, extended: bool) -> None:
        self.text, self.at, self.extended = text, 0, extended
        self.found: list[Instruction] = []

    def error(self, message: str) -> SedError:
        return SedError(f"-e expression #1, char {self.at}: {message}")

    def char(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def skip(self, chars: str) -> None:
        while self.char() and self.char() in chars:
            self.at += 1

    def all(self) -> list[Instruction]:
        blocks: list[int] = []
        while True:
            self.skip(" \t\n;")
            if not self.char():
                break
            if self.char() == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
                continue
            self.instruction(blocks)
        if blocks:
            self.at = 0
            raise self.error("unmatched `{'")
        self.link_labels()
        return self.found

    def link_labels(self) -> None:
        labels = {item.text: place for place, item in enumerate(self.found) if item.name == ":"}
        for item in self.found:
            if item.name in "btT":
                if item.text and item.text not in labels:
                    raise SedError(
                        f"-e expression #1, char {len(self.text)}: can't find label for jump to `{item.text}'"
                    )
                item.target = labels.get(item.text, len(self.found))

    def instruction(self, blocks: list[int]) -> None:
        item = Instruction("", first=self.address())
        if item.first and self.char() == ",":
            self.at += 1
            self.skip(" \t")
            item.second = self.address()
            if item.second is None:
                raise self.error("unexpected `,'")
        self.skip(" \t")
        while self.char() == "!":
            item.negated = True
            self.at += 1
            self.skip(" \t")
        item.name = self.char()
        self.at += 1
        self.arguments(item, blocks)

    def arguments(self, item: Instruction, blocks: list[int]) -> None:
        name = item.name
        if not name:
            raise self.error("missing command")
        if name == "{":
            blocks.append(len(self.found))
        elif name == "}":
            if not blocks:
                raise self.error("unexpected `}'")
            self.found[blocks.pop()].target = len(self.found)
        elif name == "s":
            self.substitution(item)
        elif name == "y":
            self.transliteration(item)
        elif name in "aic":
            item.text = self.insertion()
        elif name in ":btT":
            self.skip(" \t")
            item.text = self.until(" \t\n;" if name == ":" else " \t\n;}")
        elif name in "rRwW":
            item.text = self.until("\n").strip()
        elif name in "qQlL":
            self.skip(" \t")
            item.text = self.until("\n;} ")
        elif name not in "dDgGhHnNpPxz=F":
            raise self.error(f"unknown command: `{name}'")
        self.found.append(item)
        self.skip(" \t")
        if name not in "{:aicrw" and self.char() and self.char() not in "\n;}#":
            self.at += 1
            raise self.error("extra characters after command")

    def until(self, ends: str) -> str:
        start = self.at
        while self.char() and self.char() not in ends:
            self.at += 1
        return self.text[start : self.at]

    def address(self) -> Address | None:
        char = self.char()
        if char.isdigit():
            number = int(self.digits())
            if self.char() == "~":
                self.at += 1
                return Address(line=number, step=int(self.digits() or 0))
            return Address(line=number)
        if char == "+":
            self.at += 1
            return Address(relative=int(self.digits() or 0))
        if char == "$":
            self.at += 1
            return Address(last=True)
        if char == "/" or char == "\\":
            if char == "\\":
                self.at += 1
            mark = self.char()
            self.at += 1
            pattern = self.delimited(mark, "address regex")
            flags = re.IGNORECASE if self.char() == "I" else 0
            self.at += bool(flags)
            if not pattern:
                return Address(uses_last_regex=True)
            return Address(regex=self.compiled(pattern, flags))
        return None

    def digits(self) -> str:
        start = self.at
        while self.char().isdigit():
            self.at += 1
        return self.text[start : self.at]

    def compiled(self, pattern: str, flags: int = 0) -> re.Pattern[str]:
        try:
            return re.compile(translated(pattern, self.extended), flags)
        except re.error as error:
            raise self.error(str(error.msg)) from error

    def delimited(self, mark: str, what: str, keeps: bool = False) -> str:
        """The text up to an unescaped delimiter, which is passed."""
        found, inside = "", False
        while True:
            char = self.char()
            if not char or (char == "\n" and not keeps):
                raise self.error(f"unterminated {what}")
            if char == "\\":
                follower = self.text[self.at + 1 : self.at + 2]
                if follower == mark and mark not in "\\&":
                    found += follower if keeps or mark not in ".*[]^$+?(){}|" else "\\" + follower
                else:
                    found += char + follower
                self.at += 2
                continue
            if char == "[" and not keeps and not inside:
                inside = True
            elif char == "]" and inside and not found.endswith(("[", "[^")):
                inside = False
            elif char == mark and not inside:
                self.at += 1
                return found
            found += char
            self.at += 1

    def substitution(self, item: Instruction) -> None:
        mark = self.char()
        self.at += 1
        pattern = self.delimited(mark, "`s' command")
        item.replacement = self.delimited(mark, "`s' command", keeps=True)
        flags = 0
        while self.char() and self.char() in "gpiIemM0123456789":
            if self.char().isdigit():
                item.nth = int(self.digits())
                continue
            flags |= re.IGNORECASE if self.char() in "iI" else re.MULTILINE if self.char() in "mM" else 0
            item.flags += self.char()
            self.at += 1
        if self.char() == "w":
            self.at += 1
            item.flags += "w"
            item.text = self.until("\n").strip()
        elif self.char() and self.char() not in " \t\n;}#":
            self.at += 1
            raise self.error("unknown option to `s'")
        item.uses_last_regex = not pattern
        if pattern:
            item.regex = self.compiled(pattern, flags)

    def transliteration(self, item: Instruction) -> None:
        mark = self.char()
        self.at += 1
        left = self.delimited(mark, "`y' command", keeps=True).replace("\\n", "\n").replace("\\\\", "\\")
        right = self.delimited(mark, "`y' command", keeps=True).replace("\\n", "\n").replace("\\\\", "\\")
        if len(left) != len(right):
            raise self.error("strings for `y' command are different lengths")
        item.table = {ord(a): b for a, b in zip(left, right, strict=True)}

    def insertion(self) -> str:
        """The text of a, i, c: on the same line, or after a backslash and a newline."""
        self.skip(" \t")
        if self.text.startswith("\\\n", self.at):
            self.at += 2
        elif self.char() == "\\":
            self.at += 1
            self.skip(" \t")
        found = ""
        while self.char() and self.char() != "\n":
            if self.char() == "\\":
                self.at += 1
            found += self.char()
            self.at += 1
        return found + "\n"
