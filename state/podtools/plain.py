"""The simplest programs: `true`, `false`, `yes`, `tee`, `sudo`, `clear`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.files import reason
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.shell import Process, Steps


def true(shell: Process, argv: Sequence[str]) -> int:
    return 0


def false(shell: Process, argv: Sequence[str]) -> int:
    return 1


def clear(shell: Process, argv: Sequence[str]) -> int:
    return 0


def yes(shell: Process, argv: Sequence[str]) -> int:
    text = (" ".join(argv[1:]) or "y") + "\n"
    while True:
        shell.limits.step()
        shell.out(text)


def sudo(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "EHSniu:g:", stops=True)
    if options is None or not options.operands:
        shell.err("usage: sudo [-u user] command\n")
        return 1
    words = options.operands
    env = dict(shell.env)
    while words and "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    if words and shell.lookup(words[0]) is None:
        shell.err(f"sudo: {words[0]}: command not found\n")
        return 1
    return (yield from shell.run(words, env=env, user=options.last("u", "root"))) if words else 0


def tee(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "ai", {"append": "a"})
    if options is None:
        return 1
    status, paths = 0, []
    for name in options.operands:
        try:
            if "a" not in options:
                shell.files.write(shell.path(name), b"")
            paths.append(shell.path(name))
        except OSError as error:
            shell.err(f"tee: {name}: {reason(error)}\n")
            status = 1
    while line := (yield from shell.stdin.wait_line()):
        for path in paths:
            shell.files.append(path, line.encode("utf-8", "surrogateescape"))
        shell.out(line)
    return status
