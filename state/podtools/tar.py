"""`tar`: c, x and t with f, C, z (taken as it is), over the shell's files; what `kubectl cp` needs."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence

from minikctl.state.files import absolute, make_folders, parent, reason, walk
from minikctl.state.podtools.shell import Process, Steps


def main(shell: Process, argv: Sequence[str]) -> Steps:
    letters, name, folder, names = arguments(argv[1:])
    place = absolute(shell.cwd, folder)
    try:
        if "c" in letters:
            return pack(shell, letters, name, place, names)
        if name == "-":
            text = yield from shell.stdin.wait_all()
            data = text.encode("utf-8", "surrogateescape")
        else:
            data = shell.files.read(shell.path(name))
        return unpack(shell, letters, data, place)
    except OSError as error:
        shell.err(f"tar: {error.filename or name}: Cannot open: {reason(error)}\n")
        shell.err("tar: Exiting with failure status due to previous errors\n")
        return 2
    except tarfile.TarError:
        shell.err("tar: This does not look like a tar archive\n")
        shell.err("tar: Exiting with failure status due to previous errors\n")
        return 2


def arguments(words: Sequence[str]) -> tuple[str, str, str, list[str]]:
    """Letters, archive, folder, names."""
    letters, name, folder, names = "", "-", ".", []
    left = list(words)
    if left and not left[0].startswith("-"):
        left[0] = "-" + left[0]
    while left:
        word = left.pop(0)
        if word.startswith("--"):
            continue
        if word.startswith("-") and len(word) > 1:
            letters += word[1:]
            if "f" in word[1:]:
                name = left.pop(0) if left else "-"
            if "C" in word[1:]:
                folder = left.pop(0) if left else "."
        else:
            names.append(word)
    return letters, name, folder, names


def pack(shell: Process, letters: str, name: str, place: str, names: Sequence[str]) -> int:
    buffer = io.BytesIO()
    status = 0
    with tarfile.open(fileobj=buffer, mode="w:gz" if "z" in letters else "w") as archive:
        for given in names:
            root = absolute(place, given)
            if not shell.files.exists(root):
                shell.err(f"tar: {given}: Cannot stat: No such file or directory\n")
                status = 2
                continue
            for path in walk(shell.files, root):
                add(shell, archive, path, (given.rstrip("/") + path[len(root.rstrip("/")) :]).lstrip("/"))
                if "v" in letters:
                    shell.err(given + path[len(root) :] + "\n")
    if status:
        shell.err("tar: Exiting with failure status due to previous errors\n")
    data = buffer.getvalue()
    if name == "-":
        shell.out(data.decode("utf-8", "surrogateescape"))
    else:
        shell.files.write(shell.path(name), data)
    return status


def add(shell: Process, archive: tarfile.TarFile, path: str, name: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.mtime, entry.mode = int(shell.files.modified(path)), shell.files.mode(path)
    if shell.files.is_dir(path):
        entry.type = tarfile.DIRTYPE
        archive.addfile(entry)
        return
    data = shell.files.read(path)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def unpack(shell: Process, letters: str, data: bytes, place: str) -> int:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for entry in archive:
            if "t" in letters or "v" in letters:
                shell.out(entry.name + "\n")
            if "t" in letters:
                continue
            path = absolute(place, entry.name.lstrip("/"))
            if entry.isdir():
                make_folders(shell.files, path)
            elif (content := archive.extractfile(entry)) is not None:
                make_folders(shell.files, parent(path))
                shell.files.write(path, content.read())
                shell.files.set_mode(path, entry.mode)
    return 0
