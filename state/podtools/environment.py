"""`env`, `printenv`, `envsubst`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.shell import Process, Steps

VARIABLE = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))")


def env(shell: Process, argv: Sequence[str]) -> Steps:
    long = {"ignore-environment": "i", "unset": "u", "null": "0", "chdir": "C"}
    options = parsed(shell, argv, "iu:0C:S:", long, stops=True)
    if options is None:
        return 125
    values = {} if "i" in options else dict(shell.env)
    for name in options.values.get("u", []):
        values.pop(name, None)
    words = list(options.operands)
    while words and ("=" in words[0] or words[0] == "-"):
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if equals:
            values[name] = value
        else:
            values = {}
    if not words:
        shell.out("".join(f"{name}={value}\n" for name, value in values.items()))
        return 0
    if shell.lookup(words[0]) is None:
        why = "No such file or directory"
        shell.err(f"env: can't execute '{words[0]}': {why}\n" if shell.is_busybox else f"env: '{words[0]}': {why}\n")
        return 127
    return (yield from shell.run(words, env=values))


def printenv(shell: Process, argv: Sequence[str]) -> int:
    names = [word for word in argv[1:] if not word.startswith("-")]
    if not names:
        shell.out("".join(f"{name}={value}\n" for name, value in shell.env.items()))
        return 0
    found = [shell.env[name] for name in names if name in shell.env]
    shell.out("".join(value + "\n" for value in found))
    return int(len(found) < len(names))


def envsubst(shell: Process, argv: Sequence[str]) -> Steps:
    words = list(argv[1:])
    if words[:1] in (["-v"], ["--variables"]):
        shell.out("".join((a or b) + "\n" for a, b in VARIABLE.findall(" ".join(words[1:]))))
        return 0
    only = {a or b for a, b in VARIABLE.findall(words[0])} if words else None

    def replaced(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        return match.group() if only is not None and name not in only else shell.env.get(name, "")

    while line := (yield from shell.stdin.wait_line()):
        shell.out(VARIABLE.sub(replaced, line))
    return 0
