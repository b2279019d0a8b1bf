"""Images on a node: present, pulled, or not to be had (kubelet, images/image_manager.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.clock import go_duration
from minikctl.state.controllers.kubelet.telling import tell
from minikctl.state.objects import spec_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FIRST_BACK_OFF, LONGEST_BACK_OFF = 10.0, 300.0
NOTICE = 1.0  # from a failure to the next look at the pod
SYNC = 13.0  # between looks at a pod that waits
EXACT = 20  # after so many tries, several are taken for one: a week of them must not cost what it lasts
NEVER_AGAIN = 60.0  # between looks at an image that must not be pulled, or cannot be named


def pull(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    """Brings the image on; `pulled` in the memory says it is there. Returns when to look again."""
    image, policy = container.get("image", ""), container.get("imagePullPolicy", "IfNotPresent")
    one["busy"] = True
    if "pulling" in one:
        began, due = one["pulling"]
        if tx.now < due:
            return float(due)
        del one["pulling"]
        return _pulled(tx, pod, container, one, due - began)
    if not images.is_valid(image):
        return _invalid(tx, pod, container, one)
    present = is_present(tx, pod, image)
    if present and policy != "Always":
        tell(tx, pod, "Normal", "Pulled", f'Container image "{image}" already present on machine', container)
        one["pulled"] = True
        return None
    if policy == "Never":
        message = f'Container image "{image}" is not present with pull policy of Never'
        tell(tx, pod, "Warning", "ErrImageNeverPull", message, container)
        tell(tx, pod, "Warning", "Failed", "Error: ErrImageNeverPull", container)
        tries = one["pulls"] = one.get("pulls", 0) + 1
        return _wait(tx, one, "ErrImageNeverPull", message, NEVER_AGAIN * max(1, tries // EXACT))
    if tx.now < one.get("pull_after", 0.0):
        return _back_off(tx, pod, container, one)
    tell(tx, pod, "Normal", "Pulling", f'Pulling image "{image}"', container)
    found = images.pull(tx, image)
    seconds = 0.4 + 0.3 * tx.chance.fraction(f"pull/{uid_of(pod)}") if present else found.seconds
    one["pulling"] = [tx.now, tx.now + seconds]
    return tx.now + seconds


def _wait(tx: Transaction, one: Obj, reason: str, message: str, seconds: float) -> float:
    one.update(reason=reason, message=message, busy=False, retry=tx.now + seconds)
    return float(one["retry"])


def _invalid(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float:
    image = container.get("image", "")
    failed = (
        f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid reference format'
    )
    tell(tx, pod, "Warning", "InspectFailed", failed, container)
    tell(tx, pod, "Warning", "Failed", "Error: InvalidImageName", container)
    tries = one["pulls"] = one.get("pulls", 0) + 1
    return _wait(tx, one, "InvalidImageName", failed, NEVER_AGAIN * max(1, tries // EXACT))


def _back_off(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float:
    """Waits; tells so now and then."""
    image = container.get("image", "")
    tell(tx, pod, "Normal", "BackOff", f'Back-off pulling image "{image}"', container)
    tell(tx, pod, "Warning", "Failed", "Error: ImagePullBackOff", container)
    message = f'Back-off pulling image "{image}": ErrImagePull: {one.get("pull_error", "")}'
    left = float(one["pull_after"]) - tx.now
    return _wait(tx, one, "ImagePullBackOff", message, min(left, SYNC) if left < 100 else left)


def _pulled(tx: Transaction, pod: Obj, container: Obj, one: Obj, seconds: float) -> float | None:
    image = container.get("image", "")
    found = images.pull(tx, image)
    if not found.error:
        took = go_duration(round(seconds, 3))
        message = f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
        tell(tx, pod, "Normal", "Pulled", message + f"Image size: {found.size} bytes.", container)
        note_present(tx, pod, image)
        one["pulled"] = True
        for field in ("pull_wait", "pull_after", "pull_error", "pulls"):
            one.pop(field, None)
        return None
    tell(tx, pod, "Warning", "Failed", f'Failed to pull image "{image}": {found.error}', container)
    tell(tx, pod, "Warning", "Failed", "Error: ErrImagePull", container)
    wait = min(one.get("pull_wait", FIRST_BACK_OFF / 2) * 2, LONGEST_BACK_OFF)
    tries = one["pulls"] = one.get("pulls", 0) + 1
    after = wait * max(1, tries // EXACT)
    one.update(pull_wait=wait, pull_after=tx.now + after, pull_error=found.error)
    return _wait(tx, one, "ErrImagePull", found.error, NOTICE)


def is_present(tx: Transaction, pod: Obj, image: str) -> bool:
    """Whether the node has the image."""
    name, tag = images.normalized(image)
    return f"{name}:{tag}" in (tx.stored("_images", spec_of(pod)["nodeName"]) or {})


def note_present(tx: Transaction, pod: Obj, image: str) -> None:
    """The node has the image from now on."""
    node, (name, tag) = spec_of(pod)["nodeName"], images.normalized(image)
    known = tx.stored("_images", node) or {}
    if f"{name}:{tag}" not in known:
        tx.put("_images", node, {**known, f"{name}:{tag}": True})
