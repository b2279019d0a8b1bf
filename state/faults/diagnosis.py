"""How good the findings are: how many faults the first finding names, how many healthy clusters have none."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.state.chance import Chance
from minikctl.state.clock import ScriptedClock
from minikctl.state.faults import FAULTS, Fault, Injected, inject, names_it, victims
from minikctl.state.faults.healthy import healthy
from minikctl.state.findings import Finding, problems

START = 1_750_000_000.0
TRIES = 40  # clusters that are looked through for a Service that a fault fits


class Case(NamedTuple):
    """A cluster with one fault and what was found in it; no fault: a healthy one."""

    seed: str
    injected: Injected | None
    found: list[Finding]

    @property
    def is_right(self) -> bool:
        """Whether the first finding names the fault, or there is neither."""
        if self.injected is None:
            return not self.found
        return bool(self.found) and names_it(self.found[0], self.injected)


def case_of(fault: Fault, seed: str) -> Case:
    """A healthy cluster in which one thing was broken, and its diagnosis."""
    for number in range(TRIES):
        name = f"{seed}/{number}"
        clock = ScriptedClock(START)
        cluster, chance = healthy(name, clock), Chance(f"{name}/{fault.name}")
        found = victims(cluster.view())
        ordered = sorted(found, key=lambda one: chance.fraction(f"victim/{one['metadata']['uid']}"))
        for victim in ordered:
            with cluster.transaction("break") as tx:
                injected = inject(tx, fault, victim, chance)
            if injected is not None:
                clock.sleep(90)
                return Case(name, injected, problems(cluster.view()))
    raise AssertionError(f"no Service fits the fault {fault.name}")


def broken_cases(count: int, seed: str = "broken") -> list[Case]:
    """Clusters with one fault each, the faults in turn."""
    return [case_of(FAULTS[number % len(FAULTS)], f"{seed}-{number}") for number in range(count)]


def healthy_cases(count: int, seed: str = "healthy") -> list[Case]:
    """Clusters without a fault."""
    return [
        Case(name, None, problems(healthy(name, ScriptedClock(START)).view()))
        for name in [f"{seed}-{number}" for number in range(count)]
    ]


def share(cases: list[Case]) -> float:
    """The share of right diagnoses."""
    return sum(one.is_right for one in cases) / len(cases)
