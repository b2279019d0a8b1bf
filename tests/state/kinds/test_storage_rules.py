"""Claims, volumes, classes, quotas, limit ranges: what they are given and what is refused."""

from minikctl.state.kinds import LIMIT_RANGE, PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, RESOURCE_QUOTA, STORAGE_CLASS
from minikctl.state.kinds.kind import rules
from minikctl.state.objects import copy_tree


def said(problems):
    return [f"{problem.field}: {problem.body}" for problem in problems]


def made(kind, name="x", spec=None, **more):
    found = {"apiVersion": kind.api_version, "kind": kind.name, "metadata": {"name": name}, **more}
    if kind.namespaced:
        found["metadata"]["namespace"] = "default"
    if spec is not None:
        found["spec"] = spec
    rules(kind).defaults(found)
    return found


def claim(**spec):
    size = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    return made(PERSISTENT_VOLUME_CLAIM, spec={**size, **spec})


def volume(**spec):
    common = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/x"}}
    return made(PERSISTENT_VOLUME, spec={**common, **spec})


def storage_class(name, default=False):
    marks = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    return {
        "kind": "StorageClass",
        "metadata": {"name": name, "annotations": marks, "creationTimestamp": "2026-01-01T00:00:00Z"},
        "provisioner": "example.com/disk",
    }


def row(found, kind, view, wide=False):
    return [column.cell(found, view) for column in rules(kind).columns if wide or not column.wide]


def test_a_claim_without_a_class_gets_the_default_one(stand_in):
    view, found = stand_in([storage_class("slow"), storage_class("usual", default=True)]), claim()
    rules(PERSISTENT_VOLUME_CLAIM).allocate(view, found, None)
    assert found["spec"]["storageClassName"] == "usual"
    assert found["metadata"]["finalizers"] == ["kubernetes.io/pvc-protection"]


def test_a_claim_that_wants_no_class_gets_none(stand_in):
    found = claim(storageClassName="")
    rules(PERSISTENT_VOLUME_CLAIM).allocate(stand_in([storage_class("usual", default=True)]), found, None)
    assert found["spec"]["storageClassName"] == ""


def test_a_claim_must_say_how_and_how_much():
    found = made(PERSISTENT_VOLUME_CLAIM, spec={"resources": {}})
    assert said(rules(PERSISTENT_VOLUME_CLAIM).validate(found)) == [
        "spec.accessModes: Required value: at least 1 access mode is required",
        "spec.resources[storage]: Required value",
    ]


def test_a_bound_claim_stays_as_it_is():
    old = claim(storageClassName="slow", volumeName="disk")
    old["status"] = {"phase": "Bound"}
    new = copy_tree(old)
    new["spec"]["storageClassName"] = "fast"
    [problem] = said(rules(PERSISTENT_VOLUME_CLAIM).validate_update(new, old))
    assert problem.startswith("spec: Forbidden: spec is immutable after creation except resources.requests")


def test_a_claim_is_not_shrunk():
    old = claim()
    old["status"] = {"phase": "Bound", "capacity": {"storage": "1Gi"}}
    new = copy_tree(old)
    new["spec"]["resources"]["requests"]["storage"] = "500Mi"
    found = said(rules(PERSISTENT_VOLUME_CLAIM).validate_update(new, old))
    assert "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity" in found


def test_a_volume_is_kept_by_default():
    found = volume()
    assert (found["spec"]["persistentVolumeReclaimPolicy"], found["spec"]["volumeMode"]) == ("Retain", "Filesystem")
    assert said(rules(PERSISTENT_VOLUME).validate(found)) == []


def test_a_volume_needs_a_source_and_a_size():
    found = made(PERSISTENT_VOLUME, spec={"accessModes": ["ReadWriteOnce"]})
    assert said(rules(PERSISTENT_VOLUME).validate(found)) == [
        "spec.capacity: Required value",
        'spec.capacity: Unsupported value: core.ResourceList(nil): supported values: "storage"',
        "spec: Required value: must specify a volume type",
    ]


def test_rows_of_volumes_and_claims(stand_in):
    bound = volume(storageClassName="slow", claimRef={"namespace": "shop", "name": "d"})
    bound["metadata"]["creationTimestamp"] = "2026-01-01T11:00:00Z"
    bound["status"] = {"phase": "Bound"}
    assert row(bound, PERSISTENT_VOLUME, stand_in()) == [
        "x",
        "1Gi",
        "RWO",
        "Retain",
        "Bound",
        "shop/d",
        "slow",
        "<unset>",
        "",
        "60m",
    ]
    waiting = claim(storageClassName="slow")
    waiting["metadata"]["creationTimestamp"] = "2026-01-01T11:00:00Z"
    waiting["status"] = {"phase": "Pending"}
    assert row(waiting, PERSISTENT_VOLUME_CLAIM, stand_in()) == ["x", "Pending", "", "", "", "slow", "<unset>", "60m"]


def test_the_default_class_is_marked(stand_in):
    found = storage_class("usual", default=True)
    rules(STORAGE_CLASS).defaults(found)
    assert row(found, STORAGE_CLASS, stand_in())[:5] == [
        "usual (default)",
        "example.com/disk",
        "Delete",
        "Immediate",
        "false",
    ]


def test_a_quota_tells_used_of_hard(stand_in):
    found = made(RESOURCE_QUOTA, spec={"hard": {"pods": "5", "limits.cpu": "2"}})
    found["metadata"]["creationTimestamp"] = "2026-01-01T11:00:00Z"
    found["status"] = {"hard": {"pods": "5", "limits.cpu": "2"}, "used": {"pods": "1", "limits.cpu": "500m"}}
    cells = row(found, RESOURCE_QUOTA, stand_in())
    assert "pods: 1/5" in cells
    assert "limits.cpu: 500m/2" in cells


def test_a_quota_counts_what_it_knows():
    problems = said(rules(RESOURCE_QUOTA).validate(made(RESOURCE_QUOTA, spec={"hard": {"things": "1", "pods": "2"}})))
    assert problems == [
        'spec.hard[things]: Invalid value: "things": must be a standard resource type or fully qualified',
        'spec.hard[things]: Invalid value: "things": must be a standard resource for quota',
    ]


def test_a_limit_range_fills_defaults_from_the_maximum():
    found = made(LIMIT_RANGE, spec={"limits": [{"type": "Container", "max": {"cpu": "2"}, "min": {"cpu": "1"}}]})
    [item] = found["spec"]["limits"]
    assert (item["default"], item["defaultRequest"]) == ({"cpu": "2"}, {"cpu": "2"})


def test_a_limit_range_must_be_in_order():
    limits = [{"type": "Container", "max": {"cpu": "1"}, "min": {"cpu": "2"}}]
    found = said(rules(LIMIT_RANGE).validate(made(LIMIT_RANGE, spec={"limits": limits})))
    assert 'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1' in found
