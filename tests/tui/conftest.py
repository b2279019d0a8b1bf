"""A cluster with one Deployment and its Service."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(str(tmp_path / "cluster"))
    found.expose("web")
    return found
