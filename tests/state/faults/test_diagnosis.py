"""The findings are right: a sample of what `make bench` measures with hundreds of clusters."""

from __future__ import annotations

import pytest

from minikctl.state.faults import FAULTS, Fault
from minikctl.state.faults.diagnosis import case_of, healthy_cases


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_first_finding_names_what_was_broken(fault: Fault) -> None:
    case = case_of(fault, "test")
    assert case.is_right, (case.seed, case.injected, case.found[:2])


def test_nothing_is_found_in_healthy_clusters() -> None:
    wrong = [(case.seed, case.found[:2]) for case in healthy_cases(30, "test") if not case.is_right]
    assert wrong == []
