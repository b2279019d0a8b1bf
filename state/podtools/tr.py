"""`tr`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.podtools.options import complain, parsed
from minikctl.state.podtools.shell import Process, Steps

ASCII = [chr(code) for code in range(128)]
CLASSES = {
    "alpha": [char for char in ASCII if char.isalpha()],
    "digit": list("0123456789"),
    "alnum": [char for char in ASCII if char.isalnum()],
    "upper": [char for char in ASCII if char.isupper()],
    "lower": [char for char in ASCII if char.islower()],
    "space": list(" \t\n\r\v\f"),
    "blank": list(" \t"),
    "punct": [char for char in ASCII if char.isprintable() and not char.isalnum() and char != " "],
    "print": [char for char in ASCII if char.isprintable()],
    "graph": [char for char in ASCII if char.isprintable() and char != " "],
    "cntrl": [char for char in ASCII if not char.isprintable()],
    "xdigit": list("0123456789ABCDEFabcdef"),
}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
TOKEN = re.compile(r"\[:(\w+):\]|\[=(.)=\]|\\([0-7]{1,3})|\\(.)|(.)", re.DOTALL)


def members(text: str) -> list[str]:
    """The characters that a set names, in order."""
    found: list[str] = []
    tokens = [(match.group(1), token_char(match), match.group(4) is not None) for match in TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        name, char, _ = tokens[at]
        if name:
            found += CLASSES.get(name, [])
        elif at + 2 < len(tokens) and tokens[at + 1][1] == "-" and not tokens[at + 1][2] and not tokens[at + 2][0]:
            found += [chr(code) for code in range(ord(char), ord(tokens[at + 2][1]) + 1)]
            at += 2
        else:
            found.append(char)
        at += 1
    return found


def token_char(match: re.Match[str]) -> str:
    _, same, octal, escaped, char = match.groups()
    if octal:
        return chr(int(octal, 8) & 255)
    return same or (ESCAPES.get(escaped, escaped) if escaped else char or "")


def main(shell: Process, argv: Sequence[str]) -> Steps:
    long = {"delete": "d", "squeeze-repeats": "s", "complement": "c", "truncate-set1": "t"}
    options = parsed(shell, argv, "dscCt", long, stops=True)
    if options is None:
        return 1
    if not options.operands:
        complain(shell, "tr", "missing operand")
        return 1
    first = members(options.operands[0])
    second = members(options.operands[1]) if len(options.operands) > 1 else []
    if not second and "d" not in options and "s" not in options:
        word = options.operands[0]
        complain(shell, "tr", f"missing operand after '{word}'\nTwo strings must be given when translating.")
        return 1
    change = Changer(first, second, options.values.keys())
    while line := (yield from shell.stdin.wait_line()):
        shell.out(change(line))
    return 0


class Changer:
    """Translates one piece of text after the other."""

    def __init__(self, first: list[str], second: list[str], letters: object) -> None:
        chosen = set(letters)  # type: ignore[call-overload]
        self.inverted = bool(chosen & {"c", "C"})
        self.deletes = "d" in chosen
        self.first = set(first)
        if "t" in chosen:
            first = first[: len(second)]
        padded = second + second[-1:] * (len(first) - len(second)) if second else []
        self.table = {} if self.deletes else dict(reversed(list(zip(first, padded, strict=False))))
        self.fill = second[-1] if second and not self.deletes else ""
        self.squeezed = set(second or first) if "s" in chosen else set()
        self.squeezes_others = "s" in chosen and self.inverted and not second
        self.last = ""

    def __call__(self, text: str) -> str:
        found = []
        for char in text:
            is_member = (char in self.first) != self.inverted
            if self.deletes and is_member:
                continue
            if is_member and not self.deletes and self.fill:
                char = self.fill if self.inverted else self.table.get(char, char)
            squeezes = is_member if self.squeezes_others else char in self.squeezed
            if squeezes and char == self.last:
                continue
            self.last = char
            found.append(char)
        return "".join(found)
