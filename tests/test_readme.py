"""The README says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from tests import readme

ROOT = readme.README.parent


def test_the_tables_are_those_of_the_code() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert text == readme.written(text), "run: make readme"


def test_the_targets_it_names_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)`", readme.README.read_text(encoding="utf-8")):
        assert f"\n{target}:" in makefile, target


def test_the_files_it_names_are_there() -> None:
    for name in re.findall(r"\]\(([\w./-]+)\)", readme.README.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_every_released_version_has_its_changes(tmp_path: Path) -> None:
    from minikctl.version import VERSION

    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
