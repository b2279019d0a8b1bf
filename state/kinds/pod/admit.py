"""What the API server adds to a new pod: its strategy and the plugins ServiceAccount, Priority
and DefaultTolerationSeconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import PRIORITY_CLASS, SERVICE_ACCOUNT
from minikctl.state.kinds.podspec.qos import qos_class
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

TOKEN_VOLUME = "kube-api-access-"
TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_SECONDS = 3607
EVICTION_SECONDS = 300
NODE_TROUBLES = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
MIRROR = "kubernetes.io/config.mirror"
SYSTEM_CLASSES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


def admit(tx: Transaction, pod: Obj) -> None:
    """Runs the plugins in the order of the API server; raises ApiError Forbidden."""
    use_service_account(tx, pod)
    tolerate_node_troubles(pod["spec"])
    set_priority(tx, pod)
    pod["status"] = new_status(pod)


def new_status(pod: Obj) -> Obj:
    """The status of a pod that nobody has looked at yet."""
    found: Obj = {"phase": "Pending", "qosClass": qos_class(pod["spec"])}
    if pod["spec"].get("schedulingGates"):
        found["conditions"] = [
            {
                "lastProbeTime": None,
                "lastTransitionTime": None,
                "message": "Scheduling is blocked due to non-empty scheduling gates",
                "reason": "SchedulingGated",
                "status": "False",
                "type": "PodScheduled",
            }
        ]
    return found


def use_service_account(tx: Transaction, pod: Obj) -> None:
    """The pod gets a service account, its token, and the account's image pull secrets."""
    spec = pod["spec"]
    if MIRROR in (pod["metadata"].get("annotations") or {}):
        return
    name = spec.get("serviceAccountName") or "default"
    spec["serviceAccountName"] = spec["serviceAccount"] = name
    namespace = namespace_of(pod)
    account = tx.find(SERVICE_ACCOUNT, name, namespace)
    if account is None and name == "default":
        account = awaited(tx, namespace)
    if account is None:
        why = f'error looking up service account {namespace}/{name}: serviceaccount "{name}" not found'
        raise errors.forbidden("pods", "", name_of(pod), why)
    if wants_token(spec, account):
        mount_token(tx, pod)
    if not spec.get("imagePullSecrets") and account.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [{"name": secret.get("name", "")} for secret in account["imagePullSecrets"]]


def awaited(tx: Transaction, namespace: str) -> Obj | None:
    """The default account of a new namespace: the plugin looks for it for a second, in which its loop makes it."""
    from minikctl.state.controllers import serviceaccount  # only in a namespace that has just been made

    serviceaccount.reconcile(tx, f"/{namespace}")
    return tx.find(SERVICE_ACCOUNT, "default", namespace)


def wants_token(spec: Obj, account: Obj) -> bool:
    """The pod's own word counts before the account's; without a word it does."""
    for holder in (spec, account):
        if holder.get("automountServiceAccountToken") is not None:
            return bool(holder["automountServiceAccountToken"])
    return True


def mount_token(tx: Transaction, pod: Obj) -> None:
    """Mounts the token into every container that has nothing at its place; the volume is made only if one needs it."""
    spec = pod["spec"]
    volumes = spec.get("volumes") or []
    present = next((v["name"] for v in volumes if v.get("name", "").startswith(TOKEN_VOLUME)), "")
    name = present or TOKEN_VOLUME + tx.chance.suffix(tx.purpose(f"token/{namespace_of(pod)}/{name_of(pod)}"))
    needed = False
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        mounts = container.get("volumeMounts") or []
        if any(mount.get("mountPath") == TOKEN_PATH for mount in mounts):
            continue
        container["volumeMounts"] = [*mounts, {"mountPath": TOKEN_PATH, "name": name, "readOnly": True}]
        needed = True
    if needed and not present:
        spec["volumes"] = [*volumes, token_volume(name)]


def token_volume(name: str) -> Obj:
    """A volume with a token, the cluster's certificate and the namespace."""
    namespace_file = {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}
    return {
        "name": name,
        "projected": {
            "defaultMode": 420,
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": TOKEN_SECONDS, "path": "token"}},
                {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
                {"downwardAPI": {"items": [namespace_file]}},
            ],
        },
    }


def tolerate_node_troubles(spec: Obj) -> None:
    """Pods stay five minutes on a node in trouble, unless they say something else."""
    tolerations = spec.get("tolerations") or []
    missing = [key for key in NODE_TROUBLES if not any(tolerates(found, key) for found in tolerations)]
    added = [
        {"effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": EVICTION_SECONDS}
        for key in missing
    ]
    if added:
        spec["tolerations"] = [*tolerations, *added]


def tolerates(toleration: Obj, key: str) -> bool:
    return toleration.get("key") in (key, None, "") and toleration.get("effect") in ("NoExecute", None, "")


def set_priority(tx: Transaction, pod: Obj) -> None:
    """The number and the preemption policy of the pod's priority class."""
    spec = pod["spec"]
    found = priority_class(tx, pod)
    if found is not None:
        spec["priorityClassName"] = name_of(found)
    value = (found or {}).get("value") or 0
    policy = (found or {}).get("preemptionPolicy") or "PreemptLowerPriority"
    if spec.get("priority") not in (None, value):
        why = (
            f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
            f"priority admission controller computed {value} from the given PriorityClass name"
        )
        raise errors.forbidden("pods", "", name_of(pod), why)
    if spec.get("preemptionPolicy") not in (None, "", policy):
        why = (
            f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; "
            f"priority admission controller computed {policy} from the given PriorityClass name"
        )
        raise errors.forbidden("pods", "", name_of(pod), why)
    spec["priority"] = value
    spec["preemptionPolicy"] = policy


def priority_class(tx: Transaction, pod: Obj) -> Obj | None:
    """The class that the pod names, or the cluster's default one. Raises Forbidden if there is no such class."""
    name = pod["spec"].get("priorityClassName")
    if not name:
        defaults = [found for found in tx.list(PRIORITY_CLASS) if found.get("globalDefault")]
        return min(defaults, key=lambda found: found.get("value") or 0, default=None)
    found = tx.find(PRIORITY_CLASS, name)
    if found is None and name in SYSTEM_CLASSES:
        return {"metadata": {"name": name}, "value": SYSTEM_CLASSES[name]}
    if found is None:
        raise errors.forbidden("pods", "", name_of(pod), f"no PriorityClass with name {name} was found")
    return found
