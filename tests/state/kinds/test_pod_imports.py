"""Listing pods stays quick: what only writes or pages need is not loaded."""

import subprocess
import sys

SCRIPT = """
import sys
from minikctl.state.kinds import POD
from minikctl.state.kinds.kind import rules
assert rules(POD).columns
print(*[name for name in sys.modules if name.startswith("minikctl.state.kinds.pod")])
"""


def test_the_columns_of_pods_load_neither_validation_nor_pages():
    loaded = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout.split()
    assert "minikctl.state.kinds.pod.columns" in loaded
    assert not [name for name in loaded if name.rpartition(".")[2] in ("validate", "describe", "admit", "update")]
