"""The user's editor: a temporary file, the editor that the environment names, and what is left of the text after it."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.machine import RealFiles
from minikctl.state.fields import go_quote

PROBLEM = "there was a problem with the editor"
VARIABLES = ("KUBE_EDITOR", "EDITOR")


class Edited(NamedTuple):
    """What an editor has left, and the file it is in."""

    text: str
    path: str


def edited(call: Invocation, text: str, extension: str) -> Edited:
    """Lets the user edit a text. Raises CommandError if the editor fails."""
    on_machine = isinstance(call.around.files, RealFiles)
    path = machine_file(call, text, extension) if on_machine else session_file(call, text, extension)
    words, by_shell = editor_words(call)
    call.around.out.flush()
    try:
        status = run_here(words, by_shell, path) if on_machine else run_in_session(call, words, path)
    except OSError as error:
        is_unknown = isinstance(error, FileNotFoundError) and "/" not in words[0]
        why = "unable to launch the editor" if is_unknown else PROBLEM
    else:
        why = PROBLEM if status else ""
    if why:
        call.around.files.remove(path)
        raise CommandError(f"{why} {go_quote(' '.join(words))}")
    return Edited(call.around.files.read(path).decode(errors="replace"), path)


def editor_words(call: Invocation) -> tuple[list[str], bool]:
    """(the editor's words, whether a shell has to read them): quotes are left to the shell."""
    editor = next((call.around.env[name] for name in VARIABLES if call.around.env.get(name)), "vi")
    if " " not in editor:
        return [editor], False
    if not any(char in editor for char in "\"'\\"):
        return editor.split(" "), False
    return [call.around.env.get("SHELL") or "/bin/bash", "-c", editor], True


def machine_file(call: Invocation, text: str, extension: str) -> str:
    """A new temporary file of this machine."""
    import os  # an editor is slow enough
    import tempfile

    handle, path = tempfile.mkstemp(prefix=f"{call.around.called}-edit-", suffix=extension)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def session_file(call: Invocation, text: str, extension: str) -> str:
    """A new file below /tmp of a session."""
    from minikctl.state.chance import Chance  # only in sessions
    from minikctl.state.files import make_folders

    chance = Chance(str(call.view().settings["seed"]))
    mark = f"{call.cause}/{call.around.clock.now()}"
    make_folders(call.around.files, "/tmp")
    count = 0
    while call.around.files.exists(path := file_name(call, chance, f"{mark}/{count}", extension)):
        count += 1
    call.around.files.write(path, text.encode())
    return path


def file_name(call: Invocation, chance: object, mark: str, extension: str) -> str:
    number = chance.number(mark, 1 << 32)  # type: ignore[attr-defined]
    return f"/tmp/{call.around.called}-edit-{number}{extension}"


def run_here(words: list[str], by_shell: bool, path: str) -> int:
    """Runs the editor on this machine. Raises FileNotFoundError."""
    import subprocess  # only for editors

    argv = [*words[:-1], f'{words[-1]} "{path}"'] if by_shell else [*words, path]
    return subprocess.run(argv, check=False).returncode


def run_in_session(call: Invocation, words: list[str], path: str) -> int:
    """Runs the editor as a program of the session's workstation. Raises FileNotFoundError."""
    from minikctl.attaching import Shown  # programs: only in sessions
    from minikctl.state.execution import ExecRefused, workstation_place

    quoted = words[-1] if words[0].endswith("sh") and len(words) == 3 else " ".join(words)
    if call.around.shell is not None:
        return call.around.shell(f'{quoted} "{path}"')  # the session's own shell, in its folder
    shown = Shown(call)
    place = workstation_place(call.cluster, out=shown.out, err=shown.err, files=call.around.files, cwd=call.around.cwd)
    try:
        return place.run(["bash", "-c", f'{quoted} "{path}"'])
    except ExecRefused:
        raise FileNotFoundError(words[0]) from None


def without_comments(text: str) -> str:
    """The text without lines that begin with `#` (after white space)."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


def has_lines(text: str) -> bool:
    """Whether there is anything but white space and separators."""
    return any(line.strip() not in ("", "---") for line in without_comments(text).splitlines())
