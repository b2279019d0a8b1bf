"""Every command and flag of kubectl v1.33 is in the tables, with its default (the walk needs the shared surface)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from minikctl.flags import GLOBAL
from minikctl.grammar.flag import Flag
from minikctl.help import default_text
from tests import flags

SURFACE = Path(__file__).resolve().parents[1].parent / "shared/conformance/surface.json"
UNSHOWN = ("aggregation-rule", "vmodule")  # of types whose default kubectl's help does not show
PLACES = {place.name: place.flags for place in flags.places()}


def differences(ours: tuple[Flag, ...], theirs: list[dict[str, Any]]) -> list[str]:
    """How our flags differ from those of kubectl's help pages."""
    known, found = {flag.name: flag for flag in ours}, []
    for row in theirs:
        flag = known.pop(row["flag"], None)
        if flag is None:
            found.append(f"--{row['flag']} is missing")
        elif row["short"] != (f"-{flag.short}" if flag.short else None):
            found.append(f"--{flag.name} has the letter {flag.short!r}, not {row['short']!r}")
        elif default_text(flag) != row["default"] and flag.name not in UNSHOWN:
            found.append(f"--{flag.name} is {default_text(flag)} by default, not {row['default']}")
    return [*found, *(f"--{flag.name} is not kubectl's" for flag in known.values() if not flag.hidden)]


@pytest.fixture(scope="module")
def surface() -> dict[str, Any]:
    if not SURFACE.exists():
        pytest.skip("the list of kubectl's flags is not here")
    found: dict[str, Any] = json.loads(SURFACE.read_text(encoding="utf-8"))
    return found


def test_every_command_is_there(surface: dict[str, Any]) -> None:
    assert set(surface["commands"]) - set(PLACES) == set()


def test_every_flag_is_there_with_its_letter_and_default(surface: dict[str, Any]) -> None:
    found = {name: differences(PLACES[name], row["flags"]) for name, row in surface["commands"].items()}
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert differences(GLOBAL, surface["global_flags"]) == []


def test_flags_without_effect_are_few_and_have_reasons() -> None:
    rows = flags.idle()
    assert len(rows) < 120
    assert [row for row in rows if not row[2]] == []


def test_the_page_of_flags_without_effect_is_as_the_code() -> None:
    assert flags.PAGE.read_text(encoding="utf-8") == flags.written(), "run: make readme"
