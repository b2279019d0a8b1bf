"""`printf`: formats as in POSIX, with %b and %q; the format is used again while words are left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.podtools.reading import unescape
from minikctl.state.podtools.shell import Process

FORMAT = re.compile(r"%(%|([-+ #0']*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z]))|%")


class Formatter:
    """One use of `printf`: the words that are left, and what went wrong."""

    def __init__(self, shell: Process, program: str, words: Sequence[str]) -> None:
        self.shell, self.program = shell, program
        self.words = list(words)
        self.status = 0
        self.stops = False

    def next_word(self) -> str:
        return self.words.pop(0) if self.words else ""

    def number(self, word: str) -> int:
        if word[:1] in ("'", '"'):
            return ord(word[1]) if len(word) > 1 else 0
        try:
            return int(word.strip(), 0) if not re.fullmatch(r"[-+]?0\d+", word.strip()) else int(word.strip(), 8)
        except ValueError:
            if word:
                self.complain(f"{word}: invalid number")
            match = re.match(r"\s*[-+]?\d+", word)
            return int(match.group()) if match else 0

    def real(self, word: str) -> float:
        try:
            return float(word or 0)
        except ValueError:
            self.complain(f"{word}: invalid number")
            return 0.0

    def complain(self, message: str) -> None:
        self.shell.err(f"{self.program}: {message}\n")
        self.status = 1

    def piece(self, match: re.Match[str]) -> str:
        if self.stops:
            return ""
        if match.group(1) == "%":
            return "%"
        flags, width, precision, kind = match.group(2), match.group(3), match.group(4), match.group(5)
        if kind is None:
            self.complain("`%': missing format character")
            return ""
        width = self.next_word() if width == "*" else width or ""
        has_precision = "." in match.group(1)
        precision = self.next_word() if precision == "*" else precision or ("0" if has_precision else "")
        return self.converted(flags.replace("'", ""), width, precision, kind)

    def converted(self, flags: str, width: str, precision: str, kind: str) -> str:
        dot = f".{precision}" if precision else ""
        if kind in "sbcq":
            text = self.next_word()
            if kind == "b":
                text, self.stops = unescape(text)
            elif kind == "q":
                text = text if re.fullmatch(r"[\w@%+=:,./-]+", text) else "'" + text.replace("'", "'\\''") + "'"
            return f"%{flags}{width}{dot}s" % (text[:1] if kind == "c" else text)
        if kind in "diouxX":
            value = self.number(self.next_word())
            if kind in "uoxX" and value < 0:
                value += 1 << 64
            return f"%{flags}{width}{dot}{'d' if kind in 'iu' else kind}" % value
        if kind in "eEfFgG":
            return f"%{flags}{width}{dot}{kind}" % self.real(self.next_word())
        self.complain(f"`{kind}': invalid format character")
        return ""


def main(shell: Process, argv: Sequence[str]) -> int:
    words = list(argv[2:]) if list(argv[1:2]) == ["--"] else list(argv[1:])
    if not words:
        shell.err("printf: usage: printf [-v var] format [arguments]\n")
        return 2
    formatter = Formatter(shell, argv[0], words[1:])
    template, stops = unescape(words[0].replace("\\%", "%%"))
    shell.out(output(formatter, template, stops))
    return formatter.status


def output(formatter: Formatter, template: str, stops: bool) -> str:
    found = []
    while True:
        before = len(formatter.words)
        found.append(FORMAT.sub(formatter.piece, template))
        if stops or formatter.stops or not formatter.words or len(formatter.words) == before:
            return "".join(found)
