"""Programs that change files: `touch`, `rm`, `mkdir`, `rmdir`, `cp`, `mv`, `ln`, `chmod`, `chown`, `mktemp`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.chance import Chance
from minikctl.state.files import absolute, link_target, make_folders, parent, reason, remove_tree, walk
from minikctl.state.podtools.options import complain, parsed
from minikctl.state.podtools.shell import Process


def fail(shell: Process, program: str, gnu: str, busybox: str, error: OSError | str) -> int:
    """Complains in the words of the flavour; the status is 1."""
    why = error if isinstance(error, str) else reason(error)
    shell.err(f"{program}: {busybox if shell.is_busybox else gnu}: {why}\n")
    return 1


def touch(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "acmd:t:r:h", {"no-create": "c", "date": "d", "reference": "r"})
    if options is None or not options.operands:
        complain(shell, "touch", "missing file operand")
        return 1
    status = 0
    for name in options.operands:
        path = shell.path(name)
        try:
            if shell.files.exists(path):
                if not shell.files.is_dir(path):
                    shell.files.write(path, shell.files.read(path))
            elif "c" not in options:
                if not shell.files.is_dir(parent(path)):
                    shell.files.listdir(parent(path))
                shell.files.write(path, b"")
        except OSError as error:
            status = fail(shell, "touch", f"cannot touch '{name}'", name, error)
    return status


def remove(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "rRfidvI", {"recursive": "r", "force": "f", "verbose": "v", "dir": "d"})
    if options is None:
        return 1
    if not options.operands and "f" not in options:
        complain(shell, "rm", "missing operand", "missing operand")
        return 1
    status = 0
    recursive = bool(options.values.keys() & {"r", "R"})
    for name in options.operands:
        path = shell.path(name)
        gnu, busybox = f"cannot remove '{name}'", f"can't remove '{name}'"
        try:
            if shell.files.is_dir(path) and not recursive and link_target(shell.files, path) is None:
                busybox = f"'{name}' is a directory"
                if shell.is_busybox:
                    shell.err(f"rm: {busybox}\n")
                    status = 1
                else:
                    status = fail(shell, "rm", gnu, busybox, "Is a directory")
                continue
            remove_tree(shell.files, path)
            if "v" in options:
                shell.out(f"removed '{name}'\n")
        except OSError as error:
            if "f" not in options or shell.files.exists(path):
                status = fail(shell, "rm", gnu, busybox, error)
    return status


def mkdir(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "pm:v", {"parents": "p", "mode": "m", "verbose": "v"})
    if options is None:
        return 1
    if not options.operands:
        complain(shell, "mkdir", "missing operand")
        return 1
    status = 0
    for name in options.operands:
        path = shell.path(name)
        try:
            if "p" in options:
                make_folders(shell.files, path)
            else:
                shell.files.mkdir(path)
            if "m" in options:
                shell.files.set_mode(path, int(options.last("m"), 8))
        except OSError as error:
            status = fail(
                shell, "mkdir", f"cannot create directory '{name}'", f"can't create directory '{name}'", error
            )
    return status


def rmdir(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "pv", {"parents": "p", "ignore-fail-on-non-empty": "v"})
    if options is None:
        return 1
    status = 0
    for name in options.operands:
        path = shell.path(name)
        try:
            if not shell.files.is_dir(path) and shell.files.exists(path):
                raise NotADirectoryError(20, "Not a directory")
            shell.files.remove(path)
        except OSError as error:
            status = fail(shell, "rmdir", f"failed to remove '{name}'", f"'{name}'", error)
    return status


def destination(shell: Process, source: str, target: str) -> str:
    """Where a source goes: into the target if that is a folder."""
    path = shell.path(target)
    base = source.rstrip("/").rpartition("/")[2]
    return absolute(path, base) if shell.files.is_dir(path) and base not in ("", ".", "..") else path


def copy(shell: Process, argv: Sequence[str]) -> int:
    long = {"recursive": "r", "archive": "a", "force": "f", "verbose": "v", "target-directory": "t"}
    options = parsed(shell, argv, "rRafpvidLPnut:Tm:", long)
    if options is None:
        return 1
    names, target = targets(options.operands, options.last("t"))
    if not names:
        complain(
            shell,
            argv[0],
            "missing file operand" if not target else f"missing destination file operand after '{target}'",
        )
        return 1
    status = 0
    recursive = bool(options.values.keys() & {"r", "R", "a"})
    if len(names) > 1 and not shell.files.is_dir(shell.path(target)):
        shell.err(
            f"{argv[0]}: target '{target}' is not a directory\n"
            if not shell.is_busybox
            else f"{argv[0]}: can't create '{target}': Not a directory\n"
        )
        return 1
    for name in names:
        source = shell.path(name)
        if not shell.files.exists(source):
            status = fail(shell, argv[0], f"cannot stat '{name}'", f"can't stat '{name}'", "No such file or directory")
        elif shell.files.is_dir(source) and not recursive:
            status = 1
            shell.err(
                f"cp: omitting directory '{name}'\n"
                if shell.is_busybox
                else f"cp: -r not specified; omitting directory '{name}'\n"
            )
        else:
            status = copy_one(shell, argv[0], name, destination(shell, name, target), target) or status
    return status


def targets(operands: list[str], folder: str) -> tuple[list[str], str]:
    return (operands, folder) if folder else (operands[:-1], operands[-1] if operands else "")


def copy_one(shell: Process, program: str, name: str, there: str, target: str) -> int:
    """Copies a file or a tree."""
    source, files = shell.path(name), shell.files
    try:
        for path in list(walk(files, source)):
            place = there + path[len(source.rstrip("/")) :] if path != source else there
            if files.is_dir(path):
                if not files.is_dir(place):
                    files.mkdir(place)
            else:
                if not files.is_dir(parent(place)):
                    files.listdir(parent(place))
                files.write(place, files.read(path))
                files.set_mode(place, files.mode(path))
    except OSError as error:
        return fail(shell, program, f"cannot create regular file '{target}'", f"can't create '{target}'", error)
    return 0


def move(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(
        shell, argv, "finvut:T", {"force": "f", "no-clobber": "n", "verbose": "v", "target-directory": "t"}
    )
    if options is None:
        return 1
    names, target = targets(options.operands, options.last("t"))
    if not names:
        complain(
            shell, "mv", "missing file operand" if not target else f"missing destination file operand after '{target}'"
        )
        return 1
    status = 0
    for name in names:
        try:
            if not shell.files.exists(shell.path(name)):
                status = fail(
                    shell, "mv", f"cannot stat '{name}'", f"can't rename '{name}'", "No such file or directory"
                )
                continue
            shell.files.rename(shell.path(name), destination(shell, name, target))
        except OSError as error:
            status = fail(shell, "mv", f"cannot move '{name}' to '{target}'", f"can't rename '{name}'", error)
    return status


def link(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "sfnvrT", {"symbolic": "s", "force": "f"})
    if options is None or not options.operands:
        complain(shell, "ln", "missing file operand")
        return 1
    source = options.operands[0]
    target = options.operands[1] if len(options.operands) > 1 else "."
    path = destination(shell, source, target) if "n" not in options else shell.path(target)
    kind = "symbolic link" if "s" in options else "hard link"
    maker = getattr(shell.files, "symlink", None)
    try:
        if "f" in options and (shell.files.exists(path) or link_target(shell.files, path) is not None):
            shell.files.remove(path)
        if "s" in options and maker is not None:
            maker(source, path)
        elif shell.files.exists(path):
            raise FileExistsError(17, "File exists")
        else:
            shell.files.write(path, shell.files.read(shell.path(source)))
    except OSError as error:
        return fail(shell, "ln", f"failed to create {kind} '{target}'", target, error)
    return 0


def chmod(shell: Process, argv: Sequence[str]) -> int:
    words = [word for word in argv[1:] if word not in ("-R", "-v", "-f", "--recursive")]
    if len(words) < 2:
        complain(shell, "chmod", "missing operand")
        return 1
    status = 0
    for name in words[1:]:
        path = shell.path(name)
        try:
            for inner in walk(shell.files, path) if "-R" in argv else [path]:
                bits = changed_bits(words[0], shell.files.mode(inner), shell.files.is_dir(inner))
                if bits is None:
                    complain(shell, "chmod", f"invalid mode: '{words[0]}'")
                    return 1
                shell.files.set_mode(inner, bits)
        except OSError as error:
            status = fail(shell, "chmod", f"cannot access '{name}'", name, error)
    return status


def changed_bits(mode: str, bits: int, folder: bool) -> int | None:
    """Permission bits after `755`, `u+x`, `go-w`, `a=r`; None if the mode is none."""
    if re.fullmatch(r"[0-7]{1,4}", mode):
        return int(mode, 8)
    for clause in mode.split(","):
        match = re.fullmatch(r"([ugoa]*)([-+=])([rwxX]*)", clause)
        if not match:
            return None
        who, op, letters = match.groups()
        value = sum({"r": 4, "w": 2, "x": 1, "X": int(folder or bool(bits & 0o111))}[letter] for letter in set(letters))
        for at, letter in enumerate("ugo"):
            if who and letter not in who and "a" not in who:
                continue
            shift = 6 - 3 * at
            if op == "+":
                bits |= value << shift
            elif op == "-":
                bits &= ~(value << shift)
            else:
                bits = bits & ~(7 << shift) | value << shift
    return bits


def chown(shell: Process, argv: Sequence[str]) -> int:
    words = [word for word in argv[1:] if not word.startswith("-")]
    status = 0
    for name in words[1:]:
        if not shell.files.exists(shell.path(name)):
            status = fail(shell, "chown", f"cannot access '{name}'", name, "No such file or directory")
    return status


def mktemp(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "dp:qtu", {"directory": "d", "tmpdir": "p"})
    if options is None:
        return 1
    template = options.operands[0] if options.operands else f"{options.last('p') or '/tmp'}/tmp.XXXXXXXXXX"
    body = template.rstrip("X")
    draw = 0
    while True:
        draw += 1
        purpose = f"mktemp/{shell.clock.now()}/{template}/{draw}"
        name = body + Chance(shell.hostname).suffix(purpose, len(template) - len(body))
        if not shell.files.exists(shell.path(name)):
            break
    try:
        if "d" in options:
            shell.files.mkdir(shell.path(name))
        else:
            shell.files.write(shell.path(name), b"")
    except OSError as error:
        return fail(shell, "mktemp", f"failed to create file via template '{template}'", template, error)
    shell.out(name + "\n")
    return 0
