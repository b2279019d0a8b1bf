"""Complete running pods, as the bootstrap writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minikctl.state.bootstrap import Maker

Obj = dict[str, Any]


def container(name: str, image: str, *, command: list[str] | None = None, args: list[str] | None = None) -> Obj:
    """A container with its defaults."""
    found: Obj = {"name": name, "image": image}
    if command:
        found["command"] = command
    if args:
        found["args"] = args
    found["imagePullPolicy"] = "IfNotPresent"
    found["resources"] = {}
    found["terminationMessagePath"] = "/dev/termination-log"
    found["terminationMessagePolicy"] = "File"
    return found


def probe(
    port: int,
    path: str,
    scheme: str = "HTTP",
    *,
    delay: int = 0,
    period: int = 10,
    timeout: int = 1,
    failures: int = 3,
    host: str = "",
) -> Obj:
    """An HTTP probe with its defaults."""
    get: Obj = {"path": path, "port": port, "scheme": scheme}
    if host:
        get["host"] = host
    found: Obj = {"failureThreshold": failures, "httpGet": get}
    if delay:
        found["initialDelaySeconds"] = delay
    found["periodSeconds"] = period
    found["successThreshold"] = 1
    found["timeoutSeconds"] = timeout
    return found


def template_spec(containers: list[Obj], *, account: str = "", host_network: bool = False, priority: str = "") -> Obj:
    """A pod template's spec with its defaults."""
    spec: Obj = {"containers": containers, "dnsPolicy": "ClusterFirst"}
    if host_network:
        spec["hostNetwork"] = True
    if priority:
        spec["priorityClassName"] = priority
    spec["restartPolicy"] = "Always"
    spec["schedulerName"] = "default-scheduler"
    spec["securityContext"] = {}
    if account:
        spec["serviceAccount"] = account
        spec["serviceAccountName"] = account
    spec["terminationGracePeriodSeconds"] = 30
    return spec


def token_volume(name: str) -> Obj:
    """The projected volume that the ServiceAccount admission plugin adds."""
    return {
        "name": name,
        "projected": {
            "defaultMode": 420,
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
                {
                    "downwardAPI": {
                        "items": [
                            {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}
                        ]
                    }
                },
            ],
        },
    }


def pod(
    maker: Maker,
    name: str,
    namespace: str,
    labels: dict[str, str],
    containers: list[Obj],
    *,
    node: str,
    host_network: bool = False,
    priority: tuple[str, int] = ("", 0),
    account: str = "",
) -> Obj:
    """A pod without its status."""
    spec = template_spec(containers, account=account, host_network=host_network, priority=priority[0])
    spec["enableServiceLinks"] = True
    spec["nodeName"] = node
    spec["preemptionPolicy"] = "PreemptLowerPriority"
    spec["priority"] = priority[1]
    if account:
        volume = f"kube-api-access-{maker.suffix(f'token/{name}')}"
        spec["volumes"] = [token_volume(volume)]
        for one in containers:
            mount = {"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": volume, "readOnly": True}
            one["volumeMounts"] = [*one.get("volumeMounts", []), mount]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": spec,
    }


READY_CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")


def running(maker: Maker, body: Obj, host: str, address: str) -> Obj:
    """The status of a pod that runs and is ready."""
    name = body["metadata"]["name"]
    quality = "Burstable" if any(one["resources"] for one in body["spec"]["containers"]) else "BestEffort"
    return {
        "conditions": [
            {"lastProbeTime": None, "lastTransitionTime": maker.now, "status": "True", "type": kind}
            for kind in READY_CONDITIONS
        ],
        "containerStatuses": [
            {
                "containerID": f"containerd://{maker.tx.chance.bytes(f'bootstrap/id/{name}').hex()}",
                "image": one["image"],
                "imageID": f"{one['image'].rpartition(':')[0]}@sha256:{maker.tx.chance.bytes(one['image']).hex()}",
                "lastState": {},
                "name": one["name"],
                "ready": True,
                "restartCount": 0,
                "started": True,
                "state": {"running": {"startedAt": maker.now}},
            }
            for one in body["spec"]["containers"]
        ],
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "phase": "Running",
        "podIP": address,
        "podIPs": [{"ip": address}],
        "qosClass": quality,
        "startTime": maker.now,
    }
