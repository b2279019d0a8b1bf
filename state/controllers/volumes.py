"""The loop that binds claims to volumes, lets provisioners make and delete volumes, and guards both while in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import deletion, quantities
from minikctl.state.controllers.scheduler.volumes import (
    NO_PROVISIONER,
    SELECTED,
    claim_names,
    is_bound,
    reaches,
    waits_for_consumer,
)
from minikctl.state.kinds import PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, POD, STORAGE_CLASS
from minikctl.state.objects import (
    annotations_of,
    copy_tree,
    is_terminating,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    owner_reference,
    spec_of,
    status_of,
    uid_of,
)
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LOOP, COMPONENT = "volumes", "persistentvolume-controller"
CLAIM_GUARD, VOLUME_GUARD = "kubernetes.io/pvc-protection", "kubernetes.io/pv-protection"
COMPLETED, BY_CONTROLLER = "pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller"
PROVISIONED = "pv.kubernetes.io/provisioned-by"
PROVISIONER = ("volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner")
SIMULATED = ("k8s.io/minikube-hostpath", "rancher.io/local-path", "hostpath.csi.k8s.io")
WORK = 1.0  # seconds that a provisioner takes


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after `claim|namespace/name`, `volume|/name`, or the claims that `pod|namespace/name` brings itself."""
    what, _, key = key.partition("|")
    if what == "pod":
        pod = tx.find_key(POD, key)
        if pod is not None and not is_terminating(pod):
            make_own_claims(tx, pod)
        return
    if what == "claim":
        claim = tx.find_key(PERSISTENT_VOLUME_CLAIM, key)
        if claim is not None:
            look_after_claim(tx, claim)
        return
    volume = tx.find_key(PERSISTENT_VOLUME, key)
    if volume is not None:
        look_after_volume(tx, volume)


# ---- claims


def make_own_claims(tx: Transaction, pod: Obj) -> None:
    """The claims of generic ephemeral volumes: they live and go with their pod (pkg/controller/volume/ephemeral)."""
    for volume in spec_of(pod).get("volumes") or ():
        template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
        name = f"{name_of(pod)}-{volume['name']}"
        if template is None or tx.find(PERSISTENT_VOLUME_CLAIM, name, namespace_of(pod)) is not None:
            continue
        meta = template.get("metadata") or {}
        reference = {**owner_reference(pod), "blockOwnerDeletion": True}
        manifest = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {
                **{field: dict(meta[field]) for field in ("annotations", "labels") if meta.get(field)},
                "name": name,
                "ownerReferences": [reference],
            },
            "spec": copy_tree(template.get("spec") or {}),
        }
        tx.create(PERSISTENT_VOLUME_CLAIM, manifest, namespace_of(pod), strict="Ignore")


def grow(tx: Transaction, claim: Obj) -> Obj:
    """A bound claim that asks for more gets it, if its class may grow."""
    wanted = (spec_of(claim).get("resources") or {}).get("requests") or {}
    has = status_of(claim).get("capacity") or {}
    volume = tx.find(PERSISTENT_VOLUME, spec_of(claim)["volumeName"])
    if volume is None or storage_of(wanted) <= storage_of(has):
        return claim
    found = tx.find(STORAGE_CLASS, spec_of(claim).get("storageClassName") or "")
    if found is None or not found.get("allowVolumeExpansion"):
        return claim
    capacity = {"storage": wanted["storage"]}
    tx.write(PERSISTENT_VOLUME, {**volume, "spec": {**spec_of(volume), "capacity": capacity}})
    return tx.update_status(PERSISTENT_VOLUME_CLAIM, claim, {**status_of(claim), "capacity": capacity})


def look_after_claim(tx: Transaction, claim: Obj) -> None:
    """Binds a claim, or says what it waits for; lets it go when it is deleted and not used any more."""
    if is_terminating(claim):
        guarded = CLAIM_GUARD in (claim["metadata"].get("finalizers") or ())
        if guarded and not in_use(tx, claim):
            deletion.drop_finalizer(tx, PERSISTENT_VOLUME_CLAIM, claim, CLAIM_GUARD)
        return
    if is_bound(claim):
        note_loss(tx, grow(tx, claim))
        return
    wanted = spec_of(claim).get("volumeName")
    if wanted:
        volume = tx.find(PERSISTENT_VOLUME, wanted)
        if volume is not None and owner_of_volume(volume) in ("", key_of(claim)):
            bind(tx, claim, volume)
        return
    promised = next((one for one in tx.list(PERSISTENT_VOLUME) if is_promised(one, claim)), None)
    delayed = waits_for_consumer(tx, claim)
    if promised is None and delayed and SELECTED not in annotations_of(claim):
        message = "waiting for first consumer to be created before binding"
        tell_once(tx, claim, "Normal", "WaitForFirstConsumer", message)
        return
    node = selected_node(tx, claim) if delayed else None
    volume = promised or best_volume(tx, claim, node)
    if volume is not None:
        bind(tx, claim, volume)
    else:
        provision(tx, claim)


def tell_once(tx: Transaction, claim: Obj, kind: str, reason: str, message: str) -> None:
    """Says why a claim waits; the controller says it again and again, here once is enough."""
    known = tx.events_for(claim)
    if not any(one.get("reason") == reason and one.get("message") == message for one in known):
        tx.event(claim, kind, reason, message, COMPONENT)


def selected_node(tx: Transaction, claim: Obj) -> Obj | None:
    from minikctl.state.kinds import NODE  # only where claims wait for pods

    return tx.find(NODE, annotations_of(claim).get(SELECTED, ""))


def in_use(tx: Transaction, claim: Obj) -> bool:
    """Whether a pod that has not ended uses the claim."""
    for pod in tx.list(POD, namespace_of(claim)):
        ended = status_of(pod).get("phase") in ("Succeeded", "Failed")
        if not ended and name_of(claim) in claim_names(pod):
            return True
    return False


def note_loss(tx: Transaction, claim: Obj) -> None:
    """A claim whose volume has gone is lost."""
    if tx.find(PERSISTENT_VOLUME, spec_of(claim)["volumeName"]) is None and annotations_of(claim).get(COMPLETED):
        message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
        tx.event(claim, "Warning", "ClaimLost", message, COMPONENT)
        tx.update_status(PERSISTENT_VOLUME_CLAIM, claim, {"phase": "Lost"})


def owner_of_volume(volume: Obj) -> str:
    """The key of the claim that a volume is of."""
    reference = spec_of(volume).get("claimRef") or {}
    return f"{reference.get('namespace', '')}/{reference['name']}" if reference.get("name") else ""


def is_promised(volume: Obj, claim: Obj) -> bool:
    """Whether a volume was made for a claim."""
    uid = (spec_of(volume).get("claimRef") or {}).get("uid")
    return owner_of_volume(volume) == key_of(claim) and uid in (None, "", uid_of(claim))


def storage_of(found: Obj | None) -> int:
    return quantities.parse(str((found or {}).get("storage", "0"))).nanos


def best_volume(tx: Transaction, claim: Obj, node: Obj | None) -> Obj | None:
    """The smallest free volume that has what a claim wants (and that a node reaches)."""
    spec = spec_of(claim)
    wanted = storage_of((spec.get("resources") or {}).get("requests"))
    selector = selector_of(spec["selector"]) if spec.get("selector") is not None else None
    found = []
    for volume in tx.list(PERSISTENT_VOLUME):
        own = spec_of(volume)
        if owner_of_volume(volume) or is_terminating(volume) or status_of(volume).get("phase") == "Released":
            continue
        if (own.get("storageClassName") or "") != (spec.get("storageClassName") or ""):
            continue
        if own.get("volumeMode", "Filesystem") != spec.get("volumeMode", "Filesystem"):
            continue
        if not set(spec.get("accessModes") or ()) <= set(own.get("accessModes") or ()):
            continue
        if selector is not None and not selector.matches(labels_of(volume)):
            continue
        if storage_of(own.get("capacity")) >= wanted and (node is None or reaches(volume, node)):
            found.append(volume)
    return min(found, key=lambda one: (storage_of(spec_of(one).get("capacity")), name_of(one)), default=None)


def bind(tx: Transaction, claim: Obj, volume: Obj) -> None:
    """Binds the two to each other."""
    reference = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "name": name_of(claim),
        "namespace": namespace_of(claim),
        "resourceVersion": claim["metadata"]["resourceVersion"],
        "uid": uid_of(claim),
    }
    before = spec_of(volume).get("claimRef") or {}
    if before.get("uid") != uid_of(claim):
        meta = volume["metadata"]
        if not before:
            meta = {**meta, "annotations": {**annotations_of(volume), BY_CONTROLLER: "yes"}}
        volume = {**volume, "metadata": meta, "spec": {**spec_of(volume), "claimRef": reference}}
    tx.write(PERSISTENT_VOLUME, {**volume, "status": phase(tx, volume, "Bound")})
    annotations = {**annotations_of(claim), COMPLETED: "yes"}
    if not spec_of(claim).get("volumeName"):
        annotations[BY_CONTROLLER] = "yes"
    status = {
        "accessModes": spec_of(volume).get("accessModes"),
        "capacity": spec_of(volume).get("capacity"),
        "phase": "Bound",
    }
    tx.write(
        PERSISTENT_VOLUME_CLAIM,
        {
            **claim,
            "metadata": {**claim["metadata"], "annotations": annotations},
            "spec": {**spec_of(claim), "volumeName": name_of(volume)},
            "status": status,
        },
    )


# ---- provisioning


def provision(tx: Transaction, claim: Obj) -> None:
    """Lets the provisioner of the claim's class make a volume, or says why there will be none."""
    name = spec_of(claim).get("storageClassName") or ""
    if not name:
        message = "no persistent volumes available for this claim and no storage class is set"
        tell_once(tx, claim, "Normal", "FailedBinding", message)
        return
    found = tx.find(STORAGE_CLASS, name)
    if found is None:
        message = f'storageclass.storage.k8s.io "{name}" not found'
        tell_once(tx, claim, "Warning", "ProvisioningFailed", message)
        return
    provisioner = found.get("provisioner") or ""
    if provisioner == NO_PROVISIONER:
        message = f"no volume plugin matched name: {provisioner}"
        tell_once(tx, claim, "Warning", "ProvisioningFailed", message)
        return
    if annotations_of(claim).get(PROVISIONER[1]) != provisioner:
        annotations = {**annotations_of(claim), **dict.fromkeys(PROVISIONER, provisioner)}
        claim = {**claim, "metadata": {**claim["metadata"], "annotations": annotations}}
        claim = tx.write(PERSISTENT_VOLUME_CLAIM, claim)
        message = (
            f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the "
            "system administrator. If volume creation is delayed, please verify that the provisioner is running and "
            "correctly registered."
        )
        tx.event(claim, "Normal", "ExternalProvisioning", message, COMPONENT)
        if provisioner in SIMULATED:
            message = f'External provisioner is provisioning volume for claim "{key_of(claim)}"'
            tx.event(claim, "Normal", "Provisioning", message, identity(tx, provisioner))
            tx.put("_provisioning", key_of(claim), {"due": tx.now + WORK})
            tx.wake_at(tx.now + WORK, LOOP, f"claim|{key_of(claim)}")
        return
    known = tx.stored("_provisioning", key_of(claim))
    if known is not None and known["due"] <= tx.now:
        tx.put("_provisioning", key_of(claim), None)
        volume = tx.write(PERSISTENT_VOLUME, provisioned(claim, found))
        message = f"Successfully provisioned volume {name_of(volume)}"
        tx.event(claim, "Normal", "ProvisioningSucceeded", message, identity(tx, provisioner))
        bind(tx, claim, volume)


def identity(tx: Transaction, provisioner: str) -> str:
    """How a provisioner calls itself in Events."""
    return f"{provisioner}_storage-provisioner_{tx.chance.uid(f'provisioner/{provisioner}')}"


def provisioned(claim: Obj, storage_class: Obj) -> Obj:
    """The volume that a provisioner makes for a claim: a folder of a node."""
    name, provisioner = f"pvc-{uid_of(claim)}", storage_class["provisioner"]
    spec: Obj = {
        "accessModes": list(spec_of(claim).get("accessModes") or ()),
        "capacity": {"storage": spec_of(claim)["resources"]["requests"]["storage"]},
        "claimRef": {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "name": name_of(claim),
            "namespace": namespace_of(claim),
            "resourceVersion": claim["metadata"]["resourceVersion"],
            "uid": uid_of(claim),
        },
        "hostPath": {"path": f"/tmp/hostpath-provisioner/{key_of(claim)}", "type": ""},
        "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
        "storageClassName": name_of(storage_class),
        "volumeMode": spec_of(claim).get("volumeMode", "Filesystem"),
    }
    if storage_class.get("mountOptions"):
        spec["mountOptions"] = list(storage_class["mountOptions"])
    node = annotations_of(claim).get(SELECTED)
    if node and provisioner == "rancher.io/local-path":
        path = f"/opt/local-path-provisioner/{name}_{namespace_of(claim)}_{name_of(claim)}"
        spec["hostPath"] = {"path": path, "type": "DirectoryOrCreate"}
        term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [term]}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {PROVISIONED: provisioner}, "finalizers": [VOLUME_GUARD]},
        "spec": spec,
        "status": {"phase": "Pending"},
    }


# ---- volumes


def phase(tx: Transaction, volume: Obj, name: str, **more: Any) -> Obj:
    """A volume's status; the time is that of the last change of its phase."""
    before = status_of(volume)
    since = before.get("lastPhaseTransitionTime") if before.get("phase") == name else None
    return {"lastPhaseTransitionTime": since or tx.timestamp(), "phase": name, **more}


def look_after_volume(tx: Transaction, volume: Obj) -> None:
    """Available, bound or released; what is released is kept or deleted as its policy says."""
    owner = owner_of_volume(volume)
    claim = tx.find_key(PERSISTENT_VOLUME_CLAIM, owner) if owner else None
    uid = (spec_of(volume).get("claimRef") or {}).get("uid")
    if claim is not None and uid in (None, "", uid_of(claim)):
        if spec_of(claim).get("volumeName") in (None, "", name_of(volume)) and not is_bound(claim):
            tx.wake(LOOP, f"claim|{owner}")
        return
    if is_terminating(volume):
        if VOLUME_GUARD in (volume["metadata"].get("finalizers") or ()):
            deletion.drop_finalizer(tx, PERSISTENT_VOLUME, volume, VOLUME_GUARD)
        return
    if not owner or not uid:
        tx.update_status(PERSISTENT_VOLUME, volume, phase(tx, volume, "Available"))
        return
    if status_of(volume).get("phase") not in ("Released", "Failed"):
        volume = tx.update_status(PERSISTENT_VOLUME, volume, phase(tx, volume, "Released"))
    if spec_of(volume).get("persistentVolumeReclaimPolicy") == "Delete" and status_of(volume)["phase"] == "Released":
        reclaim(tx, volume)


def reclaim(tx: Transaction, volume: Obj) -> None:
    """Deletes a volume that a provisioner has made; nobody can delete one that somebody else has."""
    path = (spec_of(volume).get("hostPath") or {}).get("path", "")
    if annotations_of(volume).get(PROVISIONED) in SIMULATED or path.startswith("/tmp/"):
        tx.delete(PERSISTENT_VOLUME, name_of(volume))
        return
    message = f"host_path deleter only supports /tmp/.+ but received provided {path}"
    if not path:
        message = "error getting deleter volume plugin for volume " + f'"{name_of(volume)}": no volume plugin matched'
    tx.event(volume, "Warning", "VolumeFailedDelete", message, COMPONENT)
    tx.update_status(PERSISTENT_VOLUME, volume, phase(tx, volume, "Failed", message=message))
