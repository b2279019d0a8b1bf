"""What the tests of the command line share: a command line over a cluster in memory."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import pytest

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.state.clock import ScriptedClock, parse_timestamp
from minikctl.state.cluster import Cluster
from minikctl.state.files import MemoryFiles, make_folders


class Result(NamedTuple):
    """What a command line did."""

    out: str
    err: str
    code: int


class Text:
    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str, /) -> None:
        self.parts.append(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def __str__(self) -> str:
        return "".join(self.parts)


class Input(BytesIO):
    def isatty(self) -> bool:
        return False


class CommandLine:
    """Runs command lines one after the other over the same cluster and files."""

    def __init__(self, era: str = "1.33") -> None:
        self.clock = ScriptedClock(parse_timestamp("2026-01-02T03:04:05Z"))
        self.cluster = Cluster.in_memory(self.clock, {"seed": "tests", "pace": "instant"})
        self.files = MemoryFiles(clock=self.clock)
        self.env = {"MINIKCTL_ERA": era}
        make_folders(self.files, "/work")
        make_folders(self.files, "/home/user")

    def __call__(self, *argv: str, stdin: str = "") -> Result:
        out, err = Text(), Text()
        around = Surroundings(
            out=out,
            err=err,
            stdin=Input(stdin.encode()),
            files=self.files,
            env=self.env,
            cwd="/work",
            clock=self.clock,
            home="/home/user",
            cluster=self.cluster,
        )
        code = cli.run(argv, around)
        return Result(str(out), str(err), code)

    def write(self, path: str, text: str) -> None:
        make_folders(self.files, ("/work/" + path).rpartition("/")[0])
        self.files.write("/work/" + path, text.encode())


@pytest.fixture
def run() -> CommandLine:
    return CommandLine()


@pytest.fixture
def run_any() -> CommandLine:
    """The same in era `any`."""
    return CommandLine("any")
