"""What the loops have brought to rest stays there, however often they look again."""

from minikctl.state.kinds import (
    DEPLOYMENT,
    HORIZONTAL_POD_AUTOSCALER,
    JOB,
    NETWORK_POLICY,
    PERSISTENT_VOLUME_CLAIM,
    POD_DISRUPTION_BUDGET,
    RESOURCE_QUOTA,
    SERVICE_CIDR,
    STATEFUL_SET,
)

LABELS = {"app": "web"}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}


def settled(stage):
    selector = {"matchLabels": LABELS}
    stage.make(RESOURCE_QUOTA, "q", spec={"hard": {"pods": "20"}})
    stage.make(POD_DISRUPTION_BUDGET, "p", spec={"minAvailable": 1, "selector": selector})
    stage.make(POD_DISRUPTION_BUDGET, "none", spec={"minAvailable": 1, "selector": {"matchLabels": {"no": "one"}}})
    stage.make(DEPLOYMENT, "web", spec={"replicas": 3, "selector": selector, "template": TEMPLATE})
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    stage.make(HORIZONTAL_POD_AUTOSCALER, "h", spec={"maxReplicas": 5, "scaleTargetRef": target})
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    stage.make(PERSISTENT_VOLUME_CLAIM, "bound", spec=claim)
    stage.make(PERSISTENT_VOLUME_CLAIM, "waiting", spec={**claim, "storageClassName": ""})
    stage.make(
        STATEFUL_SET, "db", spec={"replicas": 1, "selector": selector, "template": TEMPLATE, "serviceName": "db"}
    )
    stage.make(SERVICE_CIDR, "more", "", spec={"cidrs": ["10.200.0.0/24"]})
    stage.make(NETWORK_POLICY, "n", spec={"podSelector": {}})
    work = {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox", "command": ["true"]}]}
    stage.make(JOB, "j", spec={"template": {"spec": work}})
    stage.wait(120)
    stage.cluster.reconcile()


def test_a_second_look_changes_nothing(stage):
    settled(stage)
    before = stage.cluster.view().rev
    stage.cluster.reconcile()
    assert stage.cluster.view().rev == before


def test_a_loaded_copy_is_at_rest_too(stage):
    settled(stage)
    documents = stage.cluster.documents()
    stage.cluster.load(documents)
    before = stage.cluster.view().rev
    stage.cluster.reconcile()
    changed = [change.key for revision in stage.cluster.changes(before) for change in revision.changes]
    assert changed == []
