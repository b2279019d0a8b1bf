"""The sample manifests: each is applied to a new cluster, says what it is, and comes back as it was written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.machine import RealFiles
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster

FOLDER = Path(__file__).resolve().parent.parent / "sample-manifests"
SAMPLES = sorted(path for name in ("founding", "services", "ingresses") for path in (FOLDER / name).glob("*.yaml"))


class Text(list[str]):
    def write(self, text: str, /) -> None:
        self.append(text)

    def flush(self) -> None:
        """Nothing is held back."""


def run(cluster: Cluster, *argv: str) -> tuple[str, str, int]:
    stdin: Any = BytesIO()
    out, err = Text(), Text()
    around = Surroundings(
        out=out,
        err=err,
        stdin=stdin,
        files=RealFiles(),
        env={"MINIKCTL_ERA": "1.33"},
        cwd=str(FOLDER),
        clock=cluster.clock,
        home=str(FOLDER / "nowhere"),
        cluster=cluster,
    )
    code = cli.run(argv, around)
    return "".join(out), "".join(err), code


def new_cluster() -> Cluster:
    cluster = Cluster.in_memory(ScriptedClock(1_767_323_045.0), {"seed": "tests", "pace": "instant"})
    cluster.pace = "instant"
    return cluster


def holds(stored: Any, written: Any) -> bool:
    """Whether everything that was written is in what is stored; an empty value may be left out."""
    if isinstance(written, dict):
        return isinstance(stored, dict) and all(holds(stored.get(key), value) for key, value in written.items())
    if isinstance(written, list):
        return len(stored) == len(written) and all(map(holds, stored, written))
    return bool(stored == written or (stored is None and not written))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_applied_and_comes_back_as_it_was_written(path: Path) -> None:
    cluster = new_cluster()
    documents = list(yaml.safe_load_all(path.read_text()))
    assert path.read_text().startswith("# ")

    out, err, code = run(cluster, "apply", "-f", str(path))

    assert ([line for line in err.splitlines() if "deprecated" not in line], code) == ([], 0)
    assert out.count(" created\n") == len(documents)
    for document in documents:
        kind = next(kind for kind in cluster.view().kinds if kind.name == document["kind"])
        meta = document["metadata"]
        stored = cluster.view().get(kind, meta["name"], meta.get("namespace", "default") if kind.namespaced else "")
        assert holds(stored, document)


def test_the_services_find_their_pods() -> None:
    cluster = new_cluster()
    assert run(cluster, "apply", "-f", "services")[2] == 0
    selecting = [path.stem for path in (FOLDER / "services").glob("*.yaml") if "selector:\n    app" in path.read_text()]
    for name in selecting:
        found = run(cluster, "get", "endpoints", name, "-o", "jsonpath={.subsets[0].addresses[*].ip}")[0]
        assert len(found.split()) == 2, name
