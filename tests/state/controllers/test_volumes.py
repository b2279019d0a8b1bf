"""Claims are bound, provisioned, waited for, and released."""

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.kinds import PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, POD, STORAGE_CLASS


def claim(stage, name="data", size="1Gi", **spec):
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
    stage.make(PERSISTENT_VOLUME_CLAIM, name, spec=spec)


def volume(stage, name, size, **spec):
    spec = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": size}, "hostPath": {"path": "/mnt/d"}, **spec}
    stage.make(PERSISTENT_VOLUME, name, "", spec=spec)


def pod(stage, name="user", claim="data"):
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": claim}}]
    stage.make(POD, name, spec={"containers": [{"name": "c", "image": "nginx"}], "volumes": volumes})


def phase(stage, kind, name):
    return stage.get(kind, name)["status"]["phase"]


def told(stage, kind, name):
    return [(reason, text) for _, reason, text in stage.events(stage.get(kind, name))]


def why_pending(stage, name):
    conditions = stage.get(POD, name)["status"]["conditions"]
    return next(one["message"] for one in conditions if one["type"] == "PodScheduled")


def test_a_claim_gets_the_smallest_volume_that_is_large_enough(stage):
    for name, size in (("small", "500Mi"), ("large", "5Gi"), ("right", "2Gi")):
        volume(stage, name, size)
    assert phase(stage, PERSISTENT_VOLUME, "right") == "Available"
    claim(stage, storageClassName="")
    found = stage.get(PERSISTENT_VOLUME_CLAIM, "data")
    assert (found["spec"]["volumeName"], found["status"]["phase"]) == ("right", "Bound")
    assert found["status"]["capacity"] == {"storage": "2Gi"}
    assert phase(stage, PERSISTENT_VOLUME, "right") == "Bound"
    assert stage.get(PERSISTENT_VOLUME, "right")["spec"]["claimRef"]["name"] == "data"


def test_a_claim_without_class_says_that_there_is_nothing_for_it(stage):
    claim(stage, storageClassName="")
    message = "no persistent volumes available for this claim and no storage class is set"
    assert told(stage, PERSISTENT_VOLUME_CLAIM, "data") == [("FailedBinding", message)]
    volume(stage, "late", "1Gi")
    assert phase(stage, PERSISTENT_VOLUME_CLAIM, "data") == "Bound"


def test_a_claim_of_an_unknown_class_says_so(stage):
    claim(stage, storageClassName="fast")
    assert told(stage, PERSISTENT_VOLUME_CLAIM, "data") == [
        ("ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found')
    ]


def test_the_default_class_has_a_volume_made(stage):
    claim(stage)
    assert phase(stage, PERSISTENT_VOLUME_CLAIM, "data") == "Pending"
    stage.wait(2)
    found = stage.get(PERSISTENT_VOLUME_CLAIM, "data")
    assert found["status"]["phase"] == "Bound"
    assert found["spec"]["volumeName"] == f"pvc-{found['metadata']['uid']}"
    reasons = [reason for reason, _ in told(stage, PERSISTENT_VOLUME_CLAIM, "data")]
    assert reasons == ["ExternalProvisioning", "Provisioning", "ProvisioningSucceeded"]
    stage.delete(PERSISTENT_VOLUME_CLAIM, "data")
    assert stage.list(PERSISTENT_VOLUME) == []


def test_a_kept_volume_is_released(stage):
    volume(stage, "kept", "1Gi", persistentVolumeReclaimPolicy="Retain")
    claim(stage, storageClassName="")
    stage.delete(PERSISTENT_VOLUME_CLAIM, "data")
    assert phase(stage, PERSISTENT_VOLUME, "kept") == "Released"
    claim(stage, "again", storageClassName="")
    assert phase(stage, PERSISTENT_VOLUME_CLAIM, "again") == "Pending"


def test_a_claim_in_use_stays_until_its_pod_has_gone(stage):
    claim(stage)
    pod(stage)
    stage.wait(30)
    stage.delete(PERSISTENT_VOLUME_CLAIM, "data")
    assert stage.get(PERSISTENT_VOLUME_CLAIM, "data")["metadata"]["deletionTimestamp"]
    stage.delete(POD, "user")
    stage.wait(60)
    assert stage.get(PERSISTENT_VOLUME_CLAIM, "data") is None


def test_a_pod_waits_for_its_claim(stage):
    pod(stage)
    assert why_pending(stage, "user") == (
        '0/3 nodes are available: persistentvolumeclaim "data" not found. '
        "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    )
    claim(stage, storageClassName="nothing")
    assert "pod has unbound immediate PersistentVolumeClaims" in why_pending(stage, "user")
    volume(stage, "late", "1Gi", storageClassName="nothing")
    stage.wait(30)
    assert phase(stage, POD, "user") == "Running"


def test_a_claim_may_wait_for_its_first_consumer(stage):
    stage.make(
        STORAGE_CLASS, "local", "", provisioner="rancher.io/local-path", volumeBindingMode="WaitForFirstConsumer"
    )
    claim(stage, storageClassName="local")
    stage.wait(30)
    assert told(stage, PERSISTENT_VOLUME_CLAIM, "data") == [
        ("WaitForFirstConsumer", "waiting for first consumer to be created before binding")
    ]
    pod(stage)
    stage.wait(30)
    found = stage.get(PERSISTENT_VOLUME_CLAIM, "data")
    assert phase(stage, POD, "user") == "Running"
    node = found["metadata"]["annotations"]["volume.kubernetes.io/selected-node"]
    assert node == stage.get(POD, "user")["spec"]["nodeName"]


def grow(stage, size):
    with stage.cluster.transaction("grow") as tx:
        found = tx.get(PERSISTENT_VOLUME_CLAIM, "data", "default")
        spec = {**found["spec"], "resources": {"requests": {"storage": size}}}
        tx.replace(PERSISTENT_VOLUME_CLAIM, {**found, "spec": spec}, "default")


def test_a_claim_grows_only_if_its_class_may(stage):
    claim(stage)
    stage.wait(2)
    with pytest.raises(ApiError, match="only dynamically provisioned pvc can be resized and the storageclass that"):
        grow(stage, "2Gi")
    with stage.cluster.transaction("allow") as tx:
        found = tx.get(STORAGE_CLASS, "standard")
        tx.replace(STORAGE_CLASS, {**found, "allowVolumeExpansion": True})
    grow(stage, "2Gi")
    assert stage.get(PERSISTENT_VOLUME_CLAIM, "data")["status"]["capacity"] == {"storage": "2Gi"}


def test_a_pod_may_bring_its_own_claim(stage):
    template = {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
    volumes = [{"name": "v", "ephemeral": {"volumeClaimTemplate": template}}]
    stage.make(POD, "p", spec={"containers": [{"name": "c", "image": "nginx"}], "volumes": volumes})
    stage.wait(30)
    assert phase(stage, POD, "p") == "Running"
    assert phase(stage, PERSISTENT_VOLUME_CLAIM, "p-v") == "Bound"
    stage.delete(POD, "p")
    stage.wait(60)
    assert stage.list(PERSISTENT_VOLUME_CLAIM) == []
