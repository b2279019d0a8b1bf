"""A shell over files in memory and a clock that stands still until something sleeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.files import MemoryFiles
from minikctl.state.podtools import program
from minikctl.state.podtools.shell import Process
from minikctl.state.shellscript.interpreter import Interpreter

START = 1767225600.0


class Bench:
    def __init__(self, dialect: str = "bash", flavour: str = "gnu") -> None:
        self.said: list[str] = []
        self.clock = ScriptedClock(START)
        self.files = MemoryFiles({"/tmp/": "", "/work/": "", "/etc/hosts": "127.0.0.1 localhost\n"}, self.clock)
        self.process = Process(
            files=self.files, clock=self.clock, out=self.said.append, err=self.said.append, lookup=program,
            env={"HOME": "/root", "PATH": "/bin"}, cwd="/work", flavour=flavour, hostname="web-0",
        )  # fmt: skip
        self.shell = Interpreter(self.process, name="bash" if dialect == "bash" else "sh", dialect=dialect)

    def __call__(self, text: str) -> str:
        """What a script prints; its status is in `status`."""
        self.said.clear()
        self.status = self.shell.run(text)
        return "".join(self.said)


@pytest.fixture
def sh() -> Bench:
    return Bench()


@pytest.fixture
def bench() -> Callable[..., Bench]:
    return Bench
