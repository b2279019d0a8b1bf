"""`minikctl shim`: a program `kubectl` that is minikctl."""

from __future__ import annotations

import sys

import typer

from minikctl.own.app import Refused, around_of, new_app
from minikctl.state.files import absolute

app = new_app("Write a program kubectl that is minikctl")

MARK = "# written by minikctl shim"
NAME = "kubectl"


@app.command()
def shim(context: typer.Context, folder: str) -> int:
    """DIR: writes DIR/kubectl; a file that minikctl has not written is never overwritten."""
    around = around_of(context)
    files, place = around.files, absolute(around.cwd, folder)
    path = f"{place}/{NAME}"
    try:
        if files.exists(path) and MARK.encode() not in files.read(path):
            raise Refused(f"{path} was not written by minikctl; it is left as it is")
        if not files.exists(place):
            files.mkdir(place)
        files.write(path, program(sys.executable).encode())
        files.set_mode(path, 0o755)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None
    around.out.write(f"{path} is minikctl now\n")
    return 0


def program(python: str) -> str:
    """The text of the program: a shell's, for a `#!` line can hold neither blanks nor long paths."""
    quoted = "'" + python.replace("'", "'\\''") + "'"
    code = f"import sys; sys.argv[0] = '{NAME}'; from minikctl.cli import main; main()"
    return f'#!/bin/sh\n{MARK}\nexec {quoted} -P -c "{code}" "$@"\n'
