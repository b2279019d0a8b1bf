"""Objects as real servers wrote them are read and written again without a difference (needs the shared recordings)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from minikctl.state import schema
from minikctl.state.kinds import KINDS

STATES = Path(__file__).parents[3] / "shared" / "conformance" / "states"
MOMENTS = {"ago": "2026-01-01T00:00:00Z", "agomicro": "2026-01-01T00:00:00.000000Z"}
WRONG = {("workloads", "volumeMounts")}  # subPath is no field of a status

BY_NAME = {(kind.api_version, kind.name): kind for kind in KINDS}


def objects(path: Path) -> list[dict[str, Any]]:
    text = re.sub(r"\{\{(\w+) \w+\}\}", lambda found: MOMENTS[found[1]], path.read_text())
    found: list[dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["items"]
    return found


@pytest.mark.skipif(not STATES.is_dir(), reason="the recordings are not beside this checkout")
@pytest.mark.parametrize("state", sorted(path.stem for path in STATES.glob("*.yaml")))
def test_recorded_objects_are_written_as_they_were_read(state: str) -> None:
    for obj in objects(STATES / f"{state}.yaml"):
        kind = BY_NAME[obj["apiVersion"], obj["kind"]]
        if schema.decode(kind, obj).strict_errors:
            assert any(state == name and part in str(obj) for name, part in WRONG)
            continue
        assert schema.written(kind, obj) == obj, obj["metadata"]["name"]
