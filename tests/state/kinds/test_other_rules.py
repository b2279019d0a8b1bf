"""Autoscalers, budgets, classes, and the modules that hold several kinds."""

import pytest

from minikctl.state.kinds import HORIZONTAL_POD_AUTOSCALER, KINDS, POD_DISRUPTION_BUDGET, PRIORITY_CLASS
from minikctl.state.kinds.kind import Rules, rules


def said(problems):
    return [f"{problem.field}: {problem.body}" for problem in problems]


def autoscaler(**spec):
    found = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "h", "namespace": "default", "creationTimestamp": "2026-01-01T11:00:00Z"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "maxReplicas": 4, **spec},
    }
    rules(HORIZONTAL_POD_AUTOSCALER).defaults(found)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_rules_of_its_own(kind):
    assert isinstance(rules(kind), Rules)


def test_kinds_that_share_a_module_differ():
    names = [kind for kind in KINDS if kind.module == "storage"]
    assert len({id(rules(kind)) for kind in names}) == len(names) > 1


def test_an_autoscaler_watches_the_processor_unless_told_otherwise():
    assert autoscaler()["spec"] == {
        "scaleTargetRef": {"kind": "Deployment", "name": "web"},
        "minReplicas": 1,
        "maxReplicas": 4,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
            }
        ],
    }


def test_an_autoscaler_goes_up():
    assert said(rules(HORIZONTAL_POD_AUTOSCALER).validate(autoscaler(minReplicas=5))) == [
        "spec.maxReplicas: Invalid value: 4: must be greater than or equal to `minReplicas`"
    ]


def test_the_row_of_an_autoscaler_tells_current_and_target(stand_in):
    found = autoscaler()
    current = {"name": "cpu", "current": {"averageUtilization": 30, "averageValue": "30m"}}
    found["status"] = {"currentReplicas": 2, "currentMetrics": [{"type": "Resource", "resource": current}]}
    cells = [column.cell(found, stand_in()) for column in rules(HORIZONTAL_POD_AUTOSCALER).columns]
    assert [str(cell) for cell in cells] == ["h", "Deployment/web", "cpu: 30%/80%", "1", "4", "2", "60m"]


def budget(**spec):
    found = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "b", "namespace": "default", "creationTimestamp": "2026-01-01T11:00:00Z"},
        "spec": {"selector": {"matchLabels": {"a": "b"}}, **spec},
    }
    rules(POD_DISRUPTION_BUDGET).defaults(found)
    return found


def test_a_budget_has_one_number():
    found = said(rules(POD_DISRUPTION_BUDGET).validate(budget(minAvailable=1, maxUnavailable=1)))
    assert len(found) == 1
    assert found[0].endswith("minAvailable and maxUnavailable cannot be both set")


def test_the_row_of_a_budget(stand_in):
    found = budget(minAvailable="50%")
    found["status"] = {"disruptionsAllowed": 1}
    cells = [column.cell(found, stand_in()) for column in rules(POD_DISRUPTION_BUDGET).columns]
    assert [str(cell) for cell in cells] == ["b", "50%", "N/A", "1", "60m"]


def test_a_priority_class_keeps_its_value():
    old = {"metadata": {"name": "p"}, "value": 1, "preemptionPolicy": "PreemptLowerPriority"}
    [problem] = said(rules(PRIORITY_CLASS).validate_update({**old, "value": 2}, old))
    assert problem == "value: Forbidden: may not be changed in an update."
