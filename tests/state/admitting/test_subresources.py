"""What a subresource may change, and ranges that are kept while they are needed."""

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD, SERVICE, SERVICE_CIDR


@pytest.fixture
def pod(stage):
    one = {"name": "c", "image": "nginx", "resources": {"requests": {"cpu": "100m"}}}
    return stage.make(POD, "p", spec={"containers": [one]})


def resize(stage, pod, resources, **more):
    one = {**pod["spec"]["containers"][0], "resources": resources, **more}
    with stage.cluster.transaction("resize") as tx:
        asked = {**tx.get(POD, "p", "default"), "spec": {**pod["spec"], "containers": [one]}}
        return tx.replace(POD, asked, "default", subresource="resize")


def test_a_pod_is_resized_and_nothing_else(stage, pod):
    found = resize(stage, pod, {"requests": {"cpu": "200m"}}, image="other")
    assert found["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "200m"}}
    assert found["spec"]["containers"][0]["image"] == "nginx"
    assert found["metadata"]["generation"] == 2


def test_a_pod_keeps_its_class_of_service(stage, pod):
    with pytest.raises(ApiError, match="Pod QOS Class may not change as a result of resizing"):
        resize(stage, pod, {})


def test_a_range_of_addresses_becomes_ready_and_stays_while_it_is_used(stage):
    stage.make(SERVICE_CIDR, "more", "", spec={"cidrs": ["10.200.0.0/24"]})
    [condition] = stage.get(SERVICE_CIDR, "more")["status"]["conditions"]
    assert (condition["type"], condition["status"]) == ("Ready", "True")
    stage.make(SERVICE, "s", spec={"clusterIP": "10.200.0.7", "ports": [{"port": 80}]})
    stage.delete(SERVICE_CIDR, "more")
    [condition] = stage.get(SERVICE_CIDR, "more")["status"]["conditions"]
    assert (condition["status"], condition["reason"]) == ("False", "Terminating")
    stage.delete(SERVICE, "s")
    assert stage.get(SERVICE_CIDR, "more") is None
