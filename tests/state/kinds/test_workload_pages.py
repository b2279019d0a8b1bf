"""The pages that `describe` writes, whole, as a v1.33 client wrote them for the same objects."""

from pathlib import Path

import pytest
import yaml

from minikctl.state.kinds import KINDS
from minikctl.state.kinds.kind import rules

PAGES = Path(__file__).parent / "workload_pages"
OBJECTS = list(yaml.safe_load_all((PAGES / "objects.yaml").read_text()))
DESCRIBED = [obj for obj in OBJECTS if obj["kind"] != "Event"]


@pytest.mark.parametrize("obj", DESCRIBED, ids=lambda obj: obj["kind"])
def test_the_page_of_a(obj, stand_in):
    kind = next(kind for kind in KINDS if kind.name == obj["kind"])
    view = stand_in(OBJECTS)
    found = view.find(kind, obj["metadata"]["name"], obj["metadata"].get("namespace", ""))
    assert rules(kind).describe(found, view) == (PAGES / f"{kind.singular}.txt").read_text()
