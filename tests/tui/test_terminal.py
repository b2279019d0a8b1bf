"""`minikctl tui` as a process: in a pseudo-terminal, and without one."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

PROGRAM = [sys.executable, "-m", "minikctl", "tui"]
PATIENCE = 30.0
LEFT = b"\x1b[?1049l"  # the alternate screen is left


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, home: Path, columns: int = 100, rows: int = 30) -> None:
        env = {**os.environ, "MINIKCTL_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": ""}
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            PROGRAM, stdin=self.slave, stdout=self.slave, stderr=self.slave, env=env, start_new_session=True
        )
        self.seen = b""

    def read(self) -> None:
        if select.select([self.master], [], [], 0.02)[0]:
            self.seen += os.read(self.master, 65536)

    def until(self, text: bytes) -> None:
        end = monotonic() + PATIENCE
        while text not in self.seen:
            assert monotonic() < end, self.seen[-3000:]
            self.read()

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def code(self) -> int:
        """The exit code, once it has ended."""
        end = monotonic() + PATIENCE
        while self.process.poll() is None:
            assert monotonic() < end, self.seen[-3000:]
            self.read()
        while select.select([self.master], [], [], 0)[0]:
            self.seen += os.read(self.master, 65536)
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    found.close()


@pytest.mark.parametrize("keys", [b"q", b":q\r"], ids=["q", "colon-q"])
def test_it_starts_shows_services_leaves_and_restores_the_terminal(terminal: Terminal, keys: bytes) -> None:
    terminal.until(b"kubernetes")
    terminal.until("● live".encode())
    terminal.type(keys)

    assert terminal.code() == 0
    assert LEFT in terminal.seen
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_it_restores_the_terminal_when_it_is_ended_from_outside(terminal: Terminal) -> None:
    terminal.until("● live".encode())
    os.kill(terminal.process.pid, signal.SIGTERM)

    assert terminal.code() == 128 + signal.SIGTERM
    assert LEFT in terminal.seen
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_a_command_in_the_bar_is_the_real_one(terminal: Terminal) -> None:
    terminal.until("● live".encode())
    terminal.type(b":create service clusterip web --tcp=80\r")
    terminal.until(b"service/web created")
    terminal.type(b":q\r")
    assert terminal.code() == 0


def test_a_broken_cluster_does_not_prevent_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "clusters" / "minikctl"
    folder.mkdir(parents=True)
    (folder / "journal").write_text("this is no journal")
    terminal = Terminal(tmp_path)
    terminal.until(b"not live")
    terminal.type(b"q")
    assert terminal.code() == 0
    terminal.close()


def test_a_broken_configuration_does_not_prevent_the_start(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("{{{ this is no configuration")
    terminal = Terminal(tmp_path)
    terminal.until(b"not live")
    terminal.type(b"q")
    assert terminal.code() == 0
    terminal.close()


def test_without_a_terminal_it_refuses_in_one_line_and_draws_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        PROGRAM, input=b"", capture_output=True, env={**os.environ, "MINIKCTL_HOME": str(tmp_path)}, check=False
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1 and done.stderr.startswith(b"minikctl tui: ")
