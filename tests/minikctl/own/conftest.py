"""What the tests of our own commands share: a command line whose clusters are files below a temporary home."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.machine import RealFiles
from minikctl.opening import clock_of

CLOCK = "2026-01-02T03:04:05Z"


class Result(NamedTuple):
    """What a command line did."""

    out: str
    err: str
    code: int


class Text(list[str]):
    def write(self, text: str, /) -> None:
        self.append(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def __str__(self) -> str:
        return "".join(self)


class Input(BytesIO):
    def isatty(self) -> bool:
        return False


class AtHome:
    """Runs command lines one after the other, each as a process of its own would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.env = {"MINIKCTL_CLOCK": CLOCK, "MINIKCTL_SEED": "tests", "MINIKCTL_PACE": "instant"}

    def __call__(self, *argv: str, stdin: str | bytes = "") -> Result:
        out, err = Text(), Text()
        around = Surroundings(
            out=out,
            err=err,
            stdin=Input(stdin.encode() if isinstance(stdin, str) else stdin),
            files=RealFiles(),
            env=self.env,
            cwd=str(self.folder),
            clock=clock_of(self.env),
            home=str(self.home),
        )
        code = cli.run(argv, around)
        return Result(str(out), str(err), code)


@pytest.fixture
def at_home(tmp_path: Path) -> AtHome:
    return AtHome(tmp_path)
