"""LOOPS: every control loop, and which changes wake it for which keys."""

from __future__ import annotations

from minikctl.state.controllers.ipaddress import addresses_of_service
from minikctl.state.controllers.loop import (
    Loop,
    deployment_of_pod,
    namespace_key,
    own_key,
    owner_key,
    owner_or_selecting,
    services_selecting,
)
from minikctl.state.controllers.seldom import (
    autoscalers_of,
    budgets_of,
    claim_and_volume,
    claims_being_deleted,
    claims_of_class,
    definition_that_went,
    node_of_change,
    pod_on_tainted_node,
    pods_of_claim,
    pods_of_taints,
    pods_to_place,
    quotas_counting,
    volume_and_claims,
)
from minikctl.state.controllers.waking import (
    collectable,
    endpoints_of_service,
    endpoints_of_slice,
    every_daemon_set,
    ingresses_of_class,
    pending_pods,
    pods_asking,
    pods_of_node_change,
    pods_waiting_for,
    service_of_slice,
    terminating_namespace,
)
from minikctl.state.kinds import (
    CONFIG_MAP,
    CRON_JOB,
    CUSTOM_RESOURCE_DEFINITION,
    DAEMON_SET,
    DEPLOYMENT,
    ENDPOINT_SLICE,
    ENDPOINTS,
    HORIZONTAL_POD_AUTOSCALER,
    INGRESS,
    INGRESS_CLASS,
    JOB,
    NAMESPACE,
    NODE,
    PERSISTENT_VOLUME,
    PERSISTENT_VOLUME_CLAIM,
    POD,
    POD_DISRUPTION_BUDGET,
    REPLICA_SET,
    REPLICATION_CONTROLLER,
    SECRET,
    SERVICE,
    SERVICE_ACCOUNT,
    STATEFUL_SET,
    STORAGE_CLASS,
)

LOOPS: tuple[Loop, ...] = (
    Loop("serviceaccount", {NAMESPACE: own_key, SERVICE_ACCOUNT: namespace_key, CONFIG_MAP: namespace_key}),
    Loop("namespace", {NAMESPACE: own_key}, everything=terminating_namespace),
    Loop("garbage", {}, everything=collectable),
    Loop("deployment", {DEPLOYMENT: own_key, REPLICA_SET: owner_key(DEPLOYMENT), POD: deployment_of_pod}),
    Loop("replicaset", {REPLICA_SET: own_key, POD: owner_or_selecting(REPLICA_SET)}),
    Loop(
        "replicationcontroller",
        {REPLICATION_CONTROLLER: own_key, POD: owner_or_selecting(REPLICATION_CONTROLLER)},
    ),
    Loop(
        "statefulset",
        {STATEFUL_SET: own_key, POD: owner_or_selecting(STATEFUL_SET)},
    ),
    Loop("daemonset", {DAEMON_SET: own_key, POD: owner_key(DAEMON_SET), NODE: every_daemon_set}),
    Loop("job", {JOB: own_key, POD: owner_key(JOB)}),
    Loop("cronjob", {CRON_JOB: own_key, JOB: owner_key(CRON_JOB)}),
    Loop(
        "volumes",
        {
            PERSISTENT_VOLUME_CLAIM: claim_and_volume,
            PERSISTENT_VOLUME: volume_and_claims,
            STORAGE_CLASS: claims_of_class,
            POD: claims_being_deleted,
        },
    ),
    Loop(
        "scheduler",
        {POD: pods_to_place, NODE: pending_pods, PERSISTENT_VOLUME_CLAIM: pods_of_claim},
        manager=False,
    ),
    Loop(
        "kubelet",
        {
            POD: own_key,
            CONFIG_MAP: pods_waiting_for,
            SECRET: pods_waiting_for,
            SERVICE: pods_asking,
            ENDPOINT_SLICE: pods_asking,
        },
        manager=False,
    ),
    Loop("nodelifecycle", {NODE: node_of_change}),
    Loop("tainteviction", {NODE: pods_of_taints, POD: pod_on_tainted_node}),
    Loop("endpoints", {SERVICE: own_key, POD: services_selecting, ENDPOINTS: endpoints_of_service}),
    Loop(
        "endpointslice",
        {SERVICE: own_key, POD: services_selecting, ENDPOINT_SLICE: service_of_slice, NODE: pods_of_node_change},
    ),
    Loop(
        "endpointslicemirroring",
        {ENDPOINTS: own_key, SERVICE: own_key, ENDPOINT_SLICE: endpoints_of_slice},
    ),
    Loop(
        "disruption",
        {
            POD_DISRUPTION_BUDGET: own_key,
            POD: budgets_of,
            DEPLOYMENT: budgets_of,
            REPLICA_SET: budgets_of,
            STATEFUL_SET: budgets_of,
        },
    ),
    Loop(
        "horizontalpodautoscaler",
        {
            HORIZONTAL_POD_AUTOSCALER: own_key,
            DEPLOYMENT: autoscalers_of,
            REPLICA_SET: autoscalers_of,
            STATEFUL_SET: autoscalers_of,
            POD: autoscalers_of,
        },
    ),
    Loop("quota", {}, everything=quotas_counting),
    Loop("customresources", {CUSTOM_RESOURCE_DEFINITION: definition_that_went}, manager=False),
    Loop("eventttl", {}, manager=False),
    Loop("ipaddress", {SERVICE: addresses_of_service}, manager=False),
    Loop("loadbalancer", {SERVICE: own_key}, manager=False),
    Loop("ingress", {INGRESS: own_key, INGRESS_CLASS: ingresses_of_class}, manager=False),
)
