"""Deployments, StatefulSets, DaemonSets, Jobs and CronJobs do what the controller manager does."""

import pytest

from minikctl.state.clock import parse_timestamp, timestamp
from minikctl.state.controllers.schedule import Schedule, next_in, zone_of
from minikctl.state.kinds import CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, NODE, PERSISTENT_VOLUME_CLAIM, POD, STATEFUL_SET

LABELS = {"app": "web"}


def template(image="nginx:1.27", **spec):
    return {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": image}], **spec}}


def body(**spec):
    return {"selector": {"matchLabels": LABELS}, "template": template(), **spec}


def change(stage, kind, name, **spec):
    with stage.cluster.transaction("change") as tx:
        found = tx.get(kind, name, "default" if kind.namespaced else "")
        tx.replace(kind, {**found, "spec": {**found["spec"], **spec}}, "default" if kind.namespaced else "")


def progressing(stage):
    conditions = stage.get(DEPLOYMENT, "web")["status"]["conditions"]
    found = next(one for one in conditions if one["type"] == "Progressing")
    return found["status"], found["reason"]


def test_a_rollout_long_after_the_last_one_has_its_whole_deadline(stage):
    stage.make(DEPLOYMENT, "web", spec=body(replicas=2))
    stage.wait(60)
    assert progressing(stage) == ("True", "NewReplicaSetAvailable")
    stage.wait(5000)
    change(stage, DEPLOYMENT, "web", template=template("nginx:nosuchtag"))
    stage.wait(500)
    assert progressing(stage) == ("True", "ReplicaSetUpdated")
    stage.wait(200)
    assert progressing(stage) == ("False", "ProgressDeadlineExceeded")


def test_a_rollback_is_complete_again(stage):
    stage.make(DEPLOYMENT, "web", spec=body(replicas=2))
    stage.wait(60)
    change(stage, DEPLOYMENT, "web", template=template("nginx:nosuchtag"))
    stage.wait(700)
    change(stage, DEPLOYMENT, "web", template=template())
    stage.wait(10)
    assert progressing(stage) == ("True", "NewReplicaSetAvailable")


def test_a_daemon_pod_stays_where_new_ones_may_not_come(stage):
    stage.make(DAEMON_SET, "web", spec=body())
    stage.wait(30)
    [first, *_] = stage.list(POD)
    taint = {"key": "full", "effect": "NoSchedule"}
    change(stage, NODE, first["spec"]["nodeName"], taints=[taint])
    stage.wait(60)
    assert stage.get(POD, first["metadata"]["name"]) is not None
    assert stage.get(DAEMON_SET, "web")["status"]["numberMisscheduled"] == 1
    change(stage, NODE, first["spec"]["nodeName"], taints=[{**taint, "effect": "NoExecute"}])
    stage.wait(60)
    assert stage.get(POD, first["metadata"]["name"]) is None


def test_pods_below_the_partition_are_made_of_the_old_template(stage):
    stage.make(STATEFUL_SET, "web", spec=body(replicas=2, serviceName="web"))
    stage.wait(60)
    change(
        stage,
        STATEFUL_SET,
        "web",
        template=template("nginx:1.28"),
        updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 1}},
    )
    stage.wait(60)
    stage.delete(POD, "web-0")
    stage.wait(60)
    images = [pod["spec"]["containers"][0]["image"] for pod in stage.list(POD)]
    assert images == ["nginx:1.27", "nginx:1.28"]


def test_a_suspended_job_has_no_pods(stage):
    job = template(restartPolicy="Never")
    job["spec"]["containers"][0].update(image="busybox", command=["sleep", "100"])
    stage.make(JOB, "work", spec={"template": job})
    stage.wait(5)
    change(stage, JOB, "work", suspend=True)
    stage.wait(60)
    assert stage.list(POD) == []
    change(stage, JOB, "work", suspend=False)
    stage.wait(5)
    assert len(stage.list(POD)) == 1
    told = [(reason, text) for _, reason, text in stage.events(stage.get(JOB, "work"))]
    assert ("Suspended", "Job suspended") in told
    assert ("Resumed", "Job resumed") in told


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        (None, "2025-01-01T00:00:00Z", "2025-01-01T09:30:00Z"),
        ("Europe/Berlin", "2025-01-01T00:00:00Z", "2025-01-01T08:30:00Z"),
        ("Europe/Berlin", "2025-07-01T00:00:00Z", "2025-07-01T07:30:00Z"),
        ("America/New_York", "2025-01-01T15:00:00Z", "2025-01-02T14:30:00Z"),
    ],
)
def test_a_schedule_follows_the_clocks_of_its_zone(zone, after, expected):
    found = next_in(zone_of(zone), Schedule.parse("30 9 * * *"), parse_timestamp(after))
    assert timestamp(found) == expected


def test_an_unknown_zone_is_no_zone():
    with pytest.raises(ValueError, match="unknown time zone Mars/Olympus"):
        zone_of("Mars/Olympus")


def test_a_cron_job_makes_its_jobs(stage):
    job = {"template": template(restartPolicy="Never")}
    job["template"]["spec"]["containers"][0].update(image="busybox", command=["true"])
    stage.make(CRON_JOB, "tick", spec={"schedule": "* * * * *", "jobTemplate": {"spec": job}})
    stage.wait(130)
    reasons = [reason for _, reason, _ in stage.events(stage.get(CRON_JOB, "tick"))]
    assert reasons.count("SuccessfulCreate") == 2
    assert "SawCompletedJob" in reasons


def test_an_indexed_job_tells_which_indexes_are_done(stage):
    job = template(restartPolicy="Never")
    job["spec"]["containers"][0].update(image="busybox", command=["true"])
    stage.make(JOB, "work", spec={"template": job, "completions": 4, "parallelism": 2, "completionMode": "Indexed"})
    stage.wait(60)
    status = stage.get(JOB, "work")["status"]
    assert (status["succeeded"], status["completedIndexes"]) == (4, "0-3")


@pytest.mark.parametrize(
    ("policy", "scaled", "deleted"),
    [({}, 2, 2), ({"whenScaled": "Delete"}, 1, 1), ({"whenDeleted": "Delete"}, 2, 0)],
)
def test_claims_of_a_set_go_as_its_policy_says(stage, policy, scaled, deleted):
    claim = {
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    stage.make(
        STATEFUL_SET,
        "web",
        spec=body(
            replicas=2, serviceName="web", volumeClaimTemplates=[claim], persistentVolumeClaimRetentionPolicy=policy
        ),
    )
    stage.wait(60)
    assert len(stage.list(PERSISTENT_VOLUME_CLAIM)) == 2
    change(stage, STATEFUL_SET, "web", replicas=1)
    stage.wait(60)
    assert len(stage.list(PERSISTENT_VOLUME_CLAIM)) == scaled
    stage.delete(STATEFUL_SET, "web")
    stage.wait(60)
    assert len(stage.list(PERSISTENT_VOLUME_CLAIM)) == deleted
