"""The pieces that every pod template shares: images, amounts, classes of service, schedules."""

import pytest

from minikctl.state.kinds.podspec.amounts import canonical
from minikctl.state.kinds.podspec.defaults import pod_spec_defaults
from minikctl.state.kinds.podspec.images import pull_policy, tag_of
from minikctl.state.kinds.podspec.qos import qos_class
from minikctl.state.kinds.podspec.schedules import parse, schedule_problem


@pytest.mark.parametrize(
    "image,tag",
    [
        ("nginx", "latest"),
        ("nginx:1.25", "1.25"),
        ("registry:5000/web", "latest"),
        ("registry:5000/team/web:v2", "v2"),
        ("web@sha256:" + "0" * 64, ""),
    ],
)
def test_the_tag_of_an_image_is_what_follows_its_last_colon(image, tag):
    assert tag_of(image) == tag


@pytest.mark.parametrize(
    "image,policy",
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.25", "IfNotPresent"),
        ("localhost:5000/nginx", "Always"),
        ("nginx@sha256:" + "0" * 64, "IfNotPresent"),
    ],
)
def test_only_the_latest_image_is_always_pulled(image, policy):
    assert pull_policy(image) == policy


@pytest.mark.parametrize(
    "given,written",
    [("0.5", "500m"), ("1000m", "1"), (2, "2"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("100M", "100M")],
)
def test_amounts_are_kept_in_their_canonical_form(given, written):
    assert canonical(given) == written


def container(limits=None, requests=None):
    return {"name": "c", "resources": {"limits": limits or {}, "requests": requests or {}}}


BOTH = {"cpu": "1", "memory": "1Gi"}


@pytest.mark.parametrize(
    "containers,expected",
    [
        ([container()], "BestEffort"),
        ([container(BOTH, BOTH)], "Guaranteed"),
        ([container(BOTH, BOTH), container()], "Burstable"),
        ([container({"cpu": "1"}, {"cpu": "1"})], "Burstable"),
        ([container(BOTH, {**BOTH, "cpu": "500m"})], "Burstable"),
        ([container(requests={"ephemeral-storage": "1Gi"})], "BestEffort"),
    ],
)
def test_the_class_of_service_comes_from_cpu_and_memory(containers, expected):
    assert qos_class({"containers": containers}) == expected


@pytest.mark.parametrize("schedule", ["*/5 * * * *", "0 0 1 jan sun", "@hourly", "1-5,10 */2 ? * MON-FRI"])
def test_a_schedule_that_cron_reads_has_no_problem(schedule):
    assert schedule_problem(schedule) == ""


@pytest.mark.parametrize(
    "schedule", ["", "* * * *", "60 * * * *", "* 24 * * *", "*/0 * * * *", "@never", "5-1 * * * *"]
)
def test_a_schedule_that_cron_does_not_read_has_one(schedule):
    assert schedule_problem(schedule)


def test_a_schedule_is_the_sets_of_its_fields():
    minutes, hours, days, months, weekdays = parse("*/20 1-3 * feb 0")[:5]
    assert (minutes, hours, months, weekdays) == ({0, 20, 40}, {1, 2, 3}, {2}, {0})
    assert len(days) == 31


def test_what_is_switched_off_is_dropped():
    mounts = [{"name": "files", "mountPath": "/f"}, {"name": "data", "mountPath": "/d"}]
    spec = {
        "resources": {"limits": {"cpu": "1"}},
        "containers": [{"name": "c", "image": "x", "volumeMounts": mounts, "lifecycle": {"stopSignal": "SIGUSR1"}}],
        "volumes": [{"name": "files", "image": {"reference": "x"}}, {"name": "data", "emptyDir": {}}],
    }
    pod_spec_defaults(spec)
    assert "resources" not in spec
    assert spec["volumes"] == [{"name": "data", "emptyDir": {}}]
    assert spec["containers"][0]["volumeMounts"] == mounts[1:]
    assert spec["containers"][0]["lifecycle"] == {}
