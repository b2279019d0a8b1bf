"""Builtins that read: `read`, `mapfile`, `getopts`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.tasks import Steps, Wait

WITH_VALUE = "pnNtdau"


def split_options(argv: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The options of `read` (a value or "") and its names."""
    found: dict[str, str] = {}
    words = list(argv[1:])
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        if word == "--":
            break
        for at, letter in enumerate(word[1:], 2):
            if letter in WITH_VALUE:
                found[letter] = word[at:] or (words.pop(0) if words else "")
                break
            found[letter] = ""
    return found, words


def read(shell: Interpreter, argv: Sequence[str]) -> Steps:
    options, names = split_options(argv)
    fd = int(options["u"]) if options.get("u", "").isdigit() else 0
    stdin = shell.streams.input(fd)
    if "p" in options and stdin.tty:
        shell.err(options["p"])
    until = shell.clock.now() + float(options["t"]) if options.get("t") else None
    raw = "r" in options
    line = ""
    while True:
        if not stdin.has_line():
            yield Wait(until, stdin.has_line)
            if not stdin.has_line():
                return 142
        line += stdin.readline()
        if raw or not continues(line):
            break
        line = line[:-2]
    complete = line.endswith("\n")
    text = line.removesuffix("\n")
    if "n" in options or "N" in options:
        text = text[: int(options.get("n") or options.get("N") or 0)]
    if not raw:
        text = without_escapes(text)
    if "a" in options:
        fields = text.split(shell.expander.ifs().strip() or None)
        shell.variables.values[options["a"]] = {str(at): field for at, field in enumerate(fields)}
    else:
        give(shell, names or ["REPLY"], text, bool(names))
    return 0 if complete else 1


def continues(line: str) -> bool:
    body = line.removesuffix("\n")
    return line.endswith("\n") and (len(body) - len(body.rstrip("\\"))) % 2 == 1


def without_escapes(text: str) -> str:
    out, at = [], 0
    while at < len(text):
        at += text[at] == "\\" and at + 1 < len(text)
        out.append(text[at])
        at += 1
    return "".join(out)


def give(shell: Interpreter, names: Sequence[str], text: str, strips: bool) -> None:
    """Splits a line over names; the last one gets the rest."""
    ifs = shell.expander.ifs()
    blanks = "".join(char for char in ifs if char in " \t\n")
    text = text.strip(blanks) if strips and blanks else text
    for name in names[:-1]:
        at = next((at for at, char in enumerate(text) if char in ifs), len(text))
        shell.variables.put(name, text[:at])
        rest = text[at:].lstrip(blanks) if blanks else text[at:]
        if rest[:1] and rest[0] in ifs:
            rest = rest[1:]
        text = rest.lstrip(blanks) if blanks else rest
    shell.variables.put(names[-1], text)


def read_lines(shell: Interpreter, argv: Sequence[str]) -> Steps:
    """`mapfile -t name`."""
    text = yield from shell.streams.input(0).wait_all()
    names = [word for word in argv[1:] if not word.startswith("-")]
    keeps = not any(word.startswith("-") and "t" in word for word in argv[1:])
    lines = text.splitlines(keeps)
    shell.variables.values[names[0] if names else "MAPFILE"] = {str(at): line for at, line in enumerate(lines)}
    return 0


def options(shell: Interpreter, argv: Sequence[str]) -> int:
    """`getopts letters name`."""
    if len(argv) < 3:
        shell.complain("usage: getopts optstring name [arg ...]", "getopts")
        return 2
    letters, name = argv[1], argv[2]
    words = list(argv[3:]) or shell.positional
    index, within = int(shell.variables.get("OPTIND") or 1), int(shell.variables.get("_OPTAT") or 1)
    word = words[index - 1] if index <= len(words) else ""
    if len(word) < 2 or word[0] != "-" or word == "--":
        shell.variables.put(name, "?")
        return 1
    letter = word[within]
    within += 1
    shell.variables.values.pop("OPTARG", None)
    found = letters.lstrip(":").find(letter)
    if found < 0:
        shell.variables.put(name, "?")
        if letters.startswith(":"):
            shell.variables.put("OPTARG", letter)
        else:
            shell.err(f"{shell.name}: illegal option -- {letter}\n")
    elif letters.lstrip(":")[found + 1 : found + 2] == ":":
        value = word[within:] or (words[index] if index < len(words) else "")
        index += not word[within:]
        within = len(word)
        shell.variables.put("OPTARG", value)
        shell.variables.put(name, letter)
    else:
        shell.variables.put(name, letter)
    if within >= len(word):
        index, within = index + 1, 1
    shell.variables.put("OPTIND", str(index))
    shell.variables.put("_OPTAT", str(within))
    return 0
