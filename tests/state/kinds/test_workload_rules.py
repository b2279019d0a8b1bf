"""Defaults, refusals and changes of Deployments, StatefulSets, DaemonSets, Jobs, CronJobs and their like."""

import pytest

from minikctl.state.kinds import (
    CRON_JOB,
    DAEMON_SET,
    DEPLOYMENT,
    JOB,
    REPLICA_SET,
    REPLICATION_CONTROLLER,
    STATEFUL_SET,
)
from minikctl.state.kinds.kind import rules
from minikctl.state.objects import copy_tree


def template(labels=None, **spec):
    return {
        "metadata": {"labels": {"app": "a"} if labels is None else labels},
        "spec": {"containers": [{"name": "c", "image": "x"}], **spec},
    }


def workload(kind, **spec):
    found = {
        "apiVersion": kind.api_version,
        "kind": kind.name,
        "metadata": {"name": "w", "namespace": "default", "uid": "u"},
        "spec": spec,
    }
    rules(kind).defaults(found)
    return found


def selecting(kind, **spec):
    return workload(kind, **{"selector": {"matchLabels": {"app": "a"}}, "template": template(), **spec})


def said(problems):
    return [f"{problem.field}: {problem.body}" for problem in problems]


def refusals(found, kind):
    return said(rules(kind).validate(found))


def refusals_of_change(kind, old, **spec):
    new = copy_tree(old)
    new["spec"].update(spec)
    return said(rules(kind).validate_update(new, old))


def without_template(found):
    return {name: value for name, value in found["spec"].items() if name not in ("template", "selector")}


# ---- defaults


def test_a_deployment_is_filled_in():
    assert without_template(selecting(DEPLOYMENT)) == {
        "replicas": 1,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
    }


def test_a_deployment_that_recreates_has_no_numbers():
    assert selecting(DEPLOYMENT, strategy={"type": "Recreate"})["spec"]["strategy"] == {"type": "Recreate"}


def test_a_stateful_set_is_filled_in():
    assert without_template(selecting(STATEFUL_SET, serviceName="s")) == {
        "serviceName": "s",
        "replicas": 1,
        "podManagementPolicy": "OrderedReady",
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "revisionHistoryLimit": 10,
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    }


def test_a_claim_template_is_filled_in():
    claim = {
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    [found] = selecting(STATEFUL_SET, volumeClaimTemplates=[claim])["spec"]["volumeClaimTemplates"]
    assert (found["apiVersion"], found["kind"], found["status"]) == (
        "v1",
        "PersistentVolumeClaim",
        {"phase": "Pending"},
    )
    assert found["spec"]["volumeMode"] == "Filesystem"


def test_a_daemon_set_is_filled_in():
    assert without_template(selecting(DAEMON_SET)) == {
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
        "revisionHistoryLimit": 10,
    }


def test_a_replication_controller_selects_the_labels_of_its_template():
    found = workload(REPLICATION_CONTROLLER, template=template())
    assert (found["spec"]["selector"], found["spec"]["replicas"]) == ({"app": "a"}, 1)


def test_a_job_is_filled_in():
    assert without_template(workload(JOB, template=template(restartPolicy="Never"))) == {
        "completions": 1,
        "parallelism": 1,
        "backoffLimit": 6,
        "completionMode": "NonIndexed",
        "suspend": False,
        "podReplacementPolicy": "TerminatingOrFailed",
        "manualSelector": False,
    }


def test_a_job_of_a_work_queue_keeps_its_completions_open():
    found = workload(JOB, parallelism=3, template=template(restartPolicy="Never"))
    assert "completions" not in found["spec"]


def test_a_job_finds_its_pods_by_its_own_uid(stand_in):
    found = workload(JOB, template=template({"mine": "yes"}, restartPolicy="Never"))
    rules(JOB).allocate(stand_in(), found, None)
    assert found["spec"]["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": "u"}}
    assert found["spec"]["template"]["metadata"]["labels"] == {
        "mine": "yes",
        "batch.kubernetes.io/controller-uid": "u",
        "batch.kubernetes.io/job-name": "w",
        "controller-uid": "u",
        "job-name": "w",
    }
    assert refusals(found, JOB) == []


def test_a_cron_job_is_filled_in():
    found = workload(CRON_JOB, schedule="@hourly", jobTemplate={"spec": {"template": template(restartPolicy="Never")}})
    assert {name: value for name, value in found["spec"].items() if name != "jobTemplate"} == {
        "schedule": "@hourly",
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    }


# ---- refusals


@pytest.mark.parametrize("kind", [DEPLOYMENT, REPLICA_SET, STATEFUL_SET, DAEMON_SET], ids=lambda kind: kind.name)
def test_a_selector_must_fit_the_template(kind):
    found = selecting(kind, selector={"matchLabels": {"app": "b"}})
    assert refusals(found, kind) == [
        'spec.template.metadata.labels: Invalid value: map[string]string{"app":"a"}: '
        "`selector` does not match template `labels`"
    ]


@pytest.mark.parametrize("kind", [DEPLOYMENT, REPLICA_SET, DAEMON_SET], ids=lambda kind: kind.name)
def test_pods_of_a_controller_must_be_restarted(kind):
    found = selecting(kind, template=template(restartPolicy="Never"))
    assert refusals(found, kind) == [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'
    ]


def test_pods_of_a_job_must_not_be_restarted_for_ever():
    found = workload(JOB, manualSelector=True, selector={"matchLabels": {"app": "a"}}, template=template())
    assert refusals(found, JOB) == [
        'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'
    ]


def test_replicas_are_not_negative():
    assert refusals(selecting(DEPLOYMENT, replicas=-1), DEPLOYMENT) == [
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    ]


def test_a_rollout_must_be_able_to_move():
    found = selecting(
        DEPLOYMENT, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}
    )
    assert refusals(found, DEPLOYMENT) == [
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "
        'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}: may not be 0 when `maxSurge` is 0'
    ]


CONTAINERS = {
    "no image": ({"name": "c"}, "[0].image: Required value"),
    "no name": ({"image": "x"}, "[0].name: Required value"),
    "a port out of range": (
        {"name": "c", "image": "x", "ports": [{"containerPort": 70000}]},
        "[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
    ),
    "a mount of nothing": (
        {"name": "c", "image": "x", "volumeMounts": [{"name": "v", "mountPath": "/v"}]},
        '[0].volumeMounts[0].name: Not found: "v"',
    ),
    "an unknown protocol": (
        {"name": "c", "image": "x", "ports": [{"containerPort": 80, "protocol": "HTTP"}]},
        '[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ),
    "two values for a variable": (
        {
            "name": "c",
            "image": "x",
            "env": [{"name": "A", "value": "1", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
        },
        '[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ),
    "a resource that only a quota knows": (
        {"name": "c", "image": "x", "resources": {"limits": {"pods": "1"}}},
        '[0].resources.limits[pods]: Invalid value: "pods": must be a standard resource for containers',
    ),
    "a request above its limit": (
        {"name": "c", "image": "x", "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}},
        '[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ),
}


@pytest.mark.parametrize("container,expected", CONTAINERS.values(), ids=CONTAINERS)
def test_a_container_is_refused_for(container, expected):
    found = selecting(DEPLOYMENT, template=template(containers=[container]))
    assert refusals(found, DEPLOYMENT) == [f"spec.template.spec.containers{expected}"]


def test_a_name_is_used_once():
    container = {"name": "c", "image": "x"}
    found = selecting(DEPLOYMENT, template=template(containers=[container, dict(container)]))
    assert refusals(found, DEPLOYMENT) == ['spec.template.spec.containers[1].name: Duplicate value: "c"']


def test_a_volume_has_one_source():
    found = selecting(DEPLOYMENT, template=template(volumes=[{"name": "v", "emptyDir": {}, "hostPath": {"path": "/"}}]))
    assert refusals(found, DEPLOYMENT) == [
        "spec.template.spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"
    ]


def test_a_cron_job_needs_a_schedule_that_can_be_read():
    found = workload(CRON_JOB, schedule="soon", jobTemplate={"spec": {"template": template(restartPolicy="Never")}})
    [problem] = refusals(found, CRON_JOB)
    assert problem.startswith('spec.schedule: Invalid value: "soon": expected exactly 5 fields, found 1: [soon]')


def test_a_cron_job_is_in_a_zone_that_exists():
    spec = {"schedule": "@daily", "jobTemplate": {"spec": {"template": template(restartPolicy="Never")}}}
    assert refusals(workload(CRON_JOB, timeZone="Europe/Berlin", **spec), CRON_JOB) == []
    assert refusals(workload(CRON_JOB, timeZone="../up", **spec), CRON_JOB) == [
        'spec.timeZone: Invalid value: "../up": unknown time zone ../up'
    ]


# ---- changes


@pytest.mark.parametrize("kind", [DEPLOYMENT, REPLICA_SET, DAEMON_SET], ids=lambda kind: kind.name)
def test_a_selector_stays(kind):
    old = selecting(kind)
    [problem] = refusals_of_change(kind, old, selector={"matchLabels": {"app": "b"}})
    assert problem == (
        'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"b"}, '
        "MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable"
    )


def test_a_stateful_set_changes_in_a_few_fields_only():
    old = selecting(STATEFUL_SET, serviceName="s")
    assert refusals_of_change(STATEFUL_SET, old, replicas=4, template=template(terminationGracePeriodSeconds=1)) == []
    [problem] = refusals_of_change(STATEFUL_SET, old, serviceName="t")
    assert problem.startswith("spec: Forbidden: updates to statefulset spec for fields other than 'replicas'")


def test_the_template_of_a_job_stays():
    old = workload(
        JOB, manualSelector=True, selector={"matchLabels": {"app": "a"}}, template=template(restartPolicy="Never")
    )
    changed = copy_tree(old)["spec"]["template"]
    changed["spec"]["containers"][0]["image"] = "y"
    [problem] = refusals_of_change(JOB, old, template=changed)
    assert problem.startswith("spec.template: Invalid value: core.PodTemplateSpec{")
    assert problem.endswith(": field is immutable")


def test_the_parallelism_of_a_job_may_change():
    old = workload(
        JOB, manualSelector=True, selector={"matchLabels": {"app": "a"}}, template=template(restartPolicy="Never")
    )
    assert refusals_of_change(JOB, old, parallelism=5) == []


# ---- columns


def row(found, kind, view):
    return [column.cell(found, view) for column in rules(kind).columns if not column.wide]


def test_rows_of_the_workloads(stand_in):
    view, born = stand_in(), {"creationTimestamp": "2026-01-01T10:00:00Z"}
    deployment = selecting(DEPLOYMENT, replicas=3)
    deployment["metadata"].update(born)
    deployment["status"] = {"readyReplicas": 2, "updatedReplicas": 3, "availableReplicas": 1}
    assert row(deployment, DEPLOYMENT, view) == ["w", "2/3", 3, 1, "120m"]
    cron = workload(CRON_JOB, schedule="@daily", jobTemplate={"spec": {"template": template()}})
    cron["metadata"].update(born)
    cron["status"] = {"lastScheduleTime": "2026-01-01T11:59:00Z", "active": [{"name": "w-1"}]}
    assert row(cron, CRON_JOB, view) == ["w", "@daily", "<none>", "False", 1, "60s", "120m"]


@pytest.mark.parametrize(
    "status,expected",
    [
        ({}, ["w", "Running", "0/1", "", "120m"]),
        ({"startTime": "2026-01-01T11:59:30Z"}, ["w", "Running", "0/1", "30s", "120m"]),
        (
            {
                "succeeded": 1,
                "startTime": "2026-01-01T11:00:00Z",
                "completionTime": "2026-01-01T11:00:07Z",
                "conditions": [{"type": "Complete", "status": "True"}],
            },
            ["w", "Complete", "1/1", "7s", "120m"],
        ),
        ({"conditions": [{"type": "Failed", "status": "True"}]}, ["w", "Failed", "0/1", "", "120m"]),
    ],
)
def test_rows_of_a_job(status, expected, stand_in):
    found = workload(JOB, template=template(restartPolicy="Never"))
    found["metadata"]["creationTimestamp"] = "2026-01-01T10:00:00Z"
    found["status"] = status
    assert row(found, JOB, stand_in()) == expected
