"""`replay --shell`: programs that we do not have are the machine's, run by bash in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence

from minikctl.sessions import guard
from minikctl.state.files import Files, make_folders, parent
from minikctl.state.shellscript.process import Process, Program
from minikctl.state.shellscript.tasks import Steps, Wait

SECONDS = 60.0
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")  # of the machine's variables


def programs(known: Callable[[str], Program | None], files: Files, folder: str) -> Callable[[str], Program | None]:
    """A look-up that also finds the machine's programs; they see a copy of the session's folder."""

    def run(process: Process, argv: Sequence[str], /) -> Steps:
        if not process.stdin.tty and not process.stdin.closed:
            yield Wait(None, process.stdin.is_closed)
        text = "" if process.stdin.tty else process.stdin.read()
        with guard.opened(), tempfile.TemporaryDirectory() as place:
            copy_out(files, folder, place)
            env = {key: os.environ[key] for key in PASSED_ON if key in os.environ} | {"HOME": place}
            try:
                done = subprocess.run(
                    ["bash", "-c", '"$@"', "bash", *argv],
                    input=text.encode(errors="surrogateescape"),
                    capture_output=True,
                    cwd=place,
                    env=env,
                    timeout=SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                process.err(f"bash: {argv[0]}: stopped after {SECONDS:.0f} seconds\n")
                return 124
            copy_in(place, files, folder)
        process.out(done.stdout.decode(errors="replace"))
        process.err(done.stderr.decode(errors="replace"))
        return done.returncode & 255

    def found(name: str) -> Program | None:
        inside = known(name)
        return inside if inside is not None or shutil.which(name) is None else run

    return found


def copy_out(files: Files, folder: str, place: str) -> None:
    """Writes the session's folder to the machine."""
    for name in files.listdir(folder):
        path, target = f"{folder}/{name}", os.path.join(place, name)
        if files.is_dir(path):
            os.mkdir(target)
            copy_out(files, path, target)
        else:
            with open(target, "wb") as file:
                file.write(files.read(path))


def copy_in(place: str, files: Files, folder: str) -> None:
    """Takes what was written back into the session; links are left."""
    for base, _, names in os.walk(place):
        for name in names:
            path = os.path.join(base, name)
            if os.path.islink(path):
                continue
            with open(path, "rb") as file:
                data = file.read()
            inside = f"{folder}/{os.path.relpath(path, place)}"
            make_folders(files, parent(inside))
            files.write(inside, data)
