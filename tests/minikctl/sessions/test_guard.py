"""While a session runs, the machine is out of reach even for faults of ours."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from minikctl.sessions import guard


@pytest.mark.parametrize(
    "deed",
    [
        lambda place: (place / "new").write_text("x"),
        lambda place: Path("/etc/hostname").read_text(),
        lambda place: os.mkdir(place / "folder"),
        lambda place: os.remove(place / "there"),
        lambda place: os.rename(place / "there", place / "else"),
        lambda place: subprocess.run(["true"], check=False),
        lambda place: os.system("true"),
        lambda place: socket.create_connection(("127.0.0.1", 9)),
        lambda place: socket.socket().bind(("127.0.0.1", 0)),
    ],
)
def test_what_would_touch_the_machine_is_refused(deed, tmp_path):
    (tmp_path / "there").write_text("kept")
    with guard.closed(), pytest.raises(PermissionError):
        deed(tmp_path)
    assert (tmp_path / "there").read_text() == "kept"
    assert os.listdir(tmp_path) == ["there"]


def test_afterwards_everything_is_as_before(tmp_path):
    with guard.closed():
        pass
    (tmp_path / "new").write_text("x")
    assert (tmp_path / "new").read_text() == "x"
