"""Namespace, Node, Event, IPAddress, ServiceCIDR, Lease: what belongs to the cluster itself."""

import pytest

from minikctl.state.kinds import EVENT, IP_ADDRESS, LEASE, NAMESPACE, NODE, POD, SERVICE_CIDR
from minikctl.state.kinds.kind import rules


def cells(kind, obj, view):
    return [column.cell(obj, view) for column in rules(kind).columns]


# ---- namespaces


def test_a_new_namespace_is_active_and_guarded():
    found = {"metadata": {"name": "n"}, "spec": {}}
    rules(NAMESPACE).prepare(found, None, 0.0)
    assert found == {"metadata": {"name": "n"}, "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}


def test_the_page_of_a_namespace_lists_quotas_and_limits(stand_in):
    found = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "n"},
        "spec": {},
        "status": {"phase": "Active"},
    }
    assert (
        rules(NAMESPACE)
        .describe(found, stand_in())
        .endswith("Status:       Active\n\nNo resource quota.\n\nNo LimitRange resource.\n")
    )
    cluster = stand_in()
    cluster._objects["resourcequotas"] = [
        {
            "metadata": {"name": "q", "namespace": "n"},
            "spec": {"scopes": ["BestEffort"]},
            "status": {"hard": {"pods": "5", "cpu": "2"}, "used": {"pods": "1"}},
        }
    ]
    cluster._objects["limitranges"] = [
        {"metadata": {"name": "l", "namespace": "n"}, "spec": {"limits": [{"type": "Pod", "max": {"cpu": "1"}}]}}
    ]
    assert rules(NAMESPACE).describe(found, cluster).partition("\n\n")[2] == (
        "Resource Quotas\n"
        "  Name:    q\n"
        "  Scopes:  BestEffort\n"
        "  * Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.\n"
        "  Resource  Used  Hard\n"
        "  --------  ---   ---\n"
        "  cpu       0     2\n"
        "  pods      1     5\n"
        "\n"
        "Resource Limits\n"
        " Type  Resource  Min  Max  Default Request  Default Limit  Max Limit/Request Ratio\n"
        " ----  --------  ---  ---  ---------------  -------------  -----------------------\n"
        " Pod   cpu       -    1    -                -              -\n"
    )


# ---- nodes


def node(name="n1", status=None, labels=None, **spec):
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels or {}}, "spec": spec, "status": status or {}}  # fmt: skip


@pytest.mark.parametrize(
    ("conditions", "spec", "shown"),
    [
        ([{"type": "Ready", "status": "True"}], {}, "Ready"),
        ([{"type": "Ready", "status": "Unknown"}], {}, "NotReady"),
        ([], {}, "Unknown"),
        ([{"type": "Ready", "status": "True"}], {"unschedulable": True}, "Ready,SchedulingDisabled"),
    ],
)
def test_the_state_of_a_node(stand_in, conditions, spec, shown):
    assert cells(NODE, node(status={"conditions": conditions}, **spec), stand_in())[1] == shown


def test_roles_come_from_two_kinds_of_label(stand_in):
    labels = {"node-role.kubernetes.io/worker": "", "kubernetes.io/role": "edge", "node-role.kubernetes.io/": ""}
    assert cells(NODE, node(labels=labels), stand_in())[2] == "edge,worker"
    assert cells(NODE, node(), stand_in())[2] == "<none>"


def pod(name, node_name, containers, phase="Running", **spec):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "creationTimestamp": "2026-01-01T11:00:00Z"},
        "spec": {"nodeName": node_name, "containers": containers, **spec},
        "status": {"phase": phase},
    }


def asking(requests, limits=None, **fields):
    return {"name": "c", "resources": {"requests": requests, "limits": limits or {}}, **fields}


def test_the_page_of_a_node_sums_what_is_promised(stand_in):
    machine = node(
        status={"capacity": {"cpu": "2", "memory": "4Gi", "pods": "110", "nvidia.com/gpu": "1", "hugepages-2Mi": "0"}},
        taints=[{"key": "b", "effect": "NoSchedule"}, {"key": "a", "value": "v", "effect": "NoExecute"}],
    )
    cluster = stand_in([machine])
    cluster._objects[POD.plural] = [
        pod(
            "busy",
            "n1",
            [asking({"cpu": "100m", "memory": "64Mi"}, {"cpu": "1"}), asking({"cpu": "150m"})],
            initContainers=[
                asking({"cpu": "50m"}, restartPolicy="Always"),
                asking({"cpu": "500m"}),
            ],
            overhead={"cpu": "10m"},
        ),
        pod("done", "n1", [asking({"cpu": "1"})], phase="Succeeded"),
        pod("elsewhere", "n2", [asking({"cpu": "1"})]),
    ]
    page = rules(NODE).describe(cluster.find(NODE, "n1"), cluster)
    assert "Taints:             a=v:NoExecute\n                    b:NoSchedule\n" in page
    assert 'Lease:              Failed to get lease: leases.coordination.k8s.io "n1" not found\n' in page
    assert page.partition("Non-terminated Pods:")[2] == (
        "          (1 in total)\n"
        "  Namespace                   Name    CPU Requests  CPU Limits   Memory Requests  Memory Limits  Age\n"
        "  ---------                   ----    ------------  ----------   ---------------  -------------  ---\n"
        "  default                     busy    560m (28%)    1010m (50%)  64Mi (1%)        0 (0%)         60m\n"
        "Allocated resources:\n"
        "  (Total limits may be over 100 percent, i.e., overcommitted.)\n"
        "  Resource           Requests    Limits\n"
        "  --------           --------    ------\n"
        "  cpu                560m (28%)  1010m (50%)\n"
        "  memory             64Mi (1%)   0 (0%)\n"
        "  ephemeral-storage  0 (0%)      0 (0%)\n"
        "  hugepages-2Mi      0 (0%)      0 (0%)\n"
        "  nvidia.com/gpu     0           0\n"
        "Events:              <none>\n"
    )


def test_of_a_node_only_taints_and_scheduling_change():
    old = node(podCIDRs=["10.244.0.0/24"])
    free = node(podCIDRs=["10.244.0.0/24"], unschedulable=True, taints=[{"key": "a", "effect": "NoSchedule"}])
    assert list(rules(NODE).validate_update(free, old)) == []
    moved = [error.text for error in rules(NODE).validate_update(node(podCIDRs=["10.244.1.0/24"]), old)]
    assert moved == ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid']


def test_a_taint_needs_an_effect():
    (found,) = rules(NODE).validate(node(taints=[{"key": "a", "effect": "Never"}]))
    assert found.text == (
        'spec.taints[0].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "PreferNoSchedule"'
    )


# ---- events


def event(**fields):
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "web.1", "namespace": "default"},
        "involvedObject": {"kind": "Pod", "name": "web", "fieldPath": "spec.containers{web}"},
        "reason": "Pulled",
        "type": "Normal",
        "message": "done ",
        **fields,
    }


def test_the_columns_of_events(stand_in):
    found = event(
        count=3,
        firstTimestamp="2026-01-01T11:00:00Z",
        lastTimestamp="2026-01-01T11:59:00Z",
        source={"component": "kubelet", "host": "n1"},
    )
    assert cells(EVENT, found, stand_in()) == [
        "60s", "Normal", "Pulled", "pod/web", "spec.containers{web}", "kubelet, n1", "done", "60m", 3, "web.1"
    ]  # fmt: skip


def test_new_events_have_other_fields(stand_in):
    found = event(eventTime="2026-01-01T11:00:00.000000Z", reportingComponent="scheduler", reportingInstance="s-1")
    assert cells(EVENT, found, stand_in())[0] == "60m"
    assert cells(EVENT, found, stand_in())[5] == "scheduler, s-1"


# ---- addresses and leases


def test_an_address_is_called_by_itself_and_points_to_its_owner(stand_in):
    one = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {"name": "10.96.0.1"},
        "spec": {"parentRef": {"resource": "services", "namespace": "default", "name": "kubernetes"}},
    }
    assert cells(IP_ADDRESS, one, stand_in())[1] == "services/default/kubernetes"
    assert rules(IP_ADDRESS).name_errors("10.96.0.1") == []
    assert rules(IP_ADDRESS).name_errors("web") == ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    assert "Parent Reference:\n  Group:      \n  Resource:   services\n" in rules(IP_ADDRESS).describe(one, stand_in())


def test_a_service_range_may_only_gain_the_other_family():
    def cidr(*texts):
        return {"spec": {"cidrs": list(texts)}}

    known = rules(SERVICE_CIDR)
    assert list(known.validate_update(cidr("10.0.0.0/8", "fd00::/112"), cidr("10.0.0.0/8"))) == []
    assert [error.text for error in known.validate_update(cidr("11.0.0.0/8"), cidr("10.0.0.0/8"))] == [
        'spec.cidrs[0]: Invalid value: "11.0.0.0/8": field is immutable'
    ]
    assert [error.text for error in known.validate(cidr())] == [
        "spec.cidrs: Required value: at least one CIDR required"
    ]


def test_kinds_without_a_page_of_their_own_show_every_field(stand_in):
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "n1", "namespace": "x", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"holderIdentity": "n1", "leaseDurationSeconds": 40, "apiURLs": [1, {"podUID": None}]},
    }
    assert rules(LEASE).describe(lease, stand_in()) == (
        "Name:         n1\n"
        "Namespace:    x\n"
        "Labels:       <none>\n"
        "Annotations:  <none>\n"
        "API Version:  coordination.k8s.io/v1\n"
        "Kind:         Lease\n"
        "Metadata:\n"
        "  Creation Timestamp:  2026-01-01T00:00:00Z\n"
        "Spec:\n"
        "  API UR Ls:\n"
        "    1\n"
        "    Pod UID:               <nil>\n"
        "  Holder Identity:         n1\n"
        "  Lease Duration Seconds:  40\n"
        "Events:                    <none>\n"
    )


def test_an_event_lives_where_its_object_lives():
    found = event(involvedObject={"kind": "Pod", "name": "web", "namespace": "other"})
    assert [error.text for error in rules(EVENT).validate(found)] == [
        'involvedObject.namespace: Invalid value: "other": does not match event.namespace'
    ]
    assert list(rules(EVENT).validate(event())) == []


def test_a_namespace_carries_its_name_as_a_label():
    found = {"metadata": {"name": "n", "labels": {"a": "b"}}}
    rules(NAMESPACE).defaults(found)
    assert found["metadata"]["labels"] == {"a": "b", "kubernetes.io/metadata.name": "n"}
