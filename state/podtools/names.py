"""Programs about paths: `basename`, `dirname`, `readlink`, `realpath`, `pwd`, `which`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.files import absolute, link_target, parent
from minikctl.state.podtools.options import complain, parsed
from minikctl.state.podtools.shell import Process


def basename(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "as:z", {"multiple": "a", "suffix": "s"})
    if options is None or not options.operands:
        complain(shell, "basename", "missing operand")
        return 1
    several = options.values.keys() & {"a", "s"}
    names = options.operands if several else options.operands[:1]
    suffix = options.last("s") if several else (options.operands[1] if len(options.operands) > 1 else "")
    for name in names:
        base = name.rstrip("/").rpartition("/")[2] or ("/" if name.startswith("/") else name)
        shell.out((base.removesuffix(suffix) if suffix and base != suffix else base) + "\n")
    return 0


def dirname(shell: Process, argv: Sequence[str]) -> int:
    if len(argv) < 2:
        complain(shell, "dirname", "missing operand")
        return 1
    for name in argv[1:]:
        head, slash, _ = name.rstrip("/").rpartition("/")
        shell.out((head.rstrip("/") or "/" if slash or name.startswith("/") else ".") + "\n")
    return 0


def final(shell: Process, path: str) -> str:
    """A path with all links followed."""
    for _ in range(40):
        place = "/"
        for part in [part for part in path.split("/") if part]:
            place = absolute(place, part)
            target = link_target(shell.files, place) if shell.files.exists(parent(place)) else None
            if target is not None:
                rest = path[len(place) :]
                path = absolute(parent(place), target) + rest
                break
        else:
            return path
    return path


def readlink(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "fenmqsv")
    if options is None or not options.operands:
        return 1
    status = 0
    for name in options.operands:
        path = shell.path(name)
        if options.values.keys() & {"f", "e", "m"}:
            shell.out(final(shell, path) + "\n" * ("n" not in options))
            continue
        target = link_target(shell.files, path) if shell.files.exists(parent(path)) else None
        if target is None:
            status = 1
        else:
            shell.out(target + "\n" * ("n" not in options))
    return status


def realpath(shell: Process, argv: Sequence[str]) -> int:
    status = 0
    for name in [word for word in argv[1:] if not word.startswith("-")] or ["."]:
        path = final(shell, shell.path(name))
        if not shell.files.exists(parent(path)):
            shell.err(f"realpath: {name}: No such file or directory\n")
            status = 1
        else:
            shell.out(path + "\n")
    return status


def pwd(shell: Process, argv: Sequence[str]) -> int:
    shell.out(shell.cwd + "\n")
    return 0


def which(shell: Process, argv: Sequence[str]) -> int:
    status = 0
    folder = "/bin/" if shell.is_busybox else "/usr/bin/"
    for name in [word for word in argv[1:] if not word.startswith("-")]:
        if shell.lookup(name) is None:
            status = 1
        else:
            shell.out((name if "/" in name else folder + name) + "\n")
    return status
