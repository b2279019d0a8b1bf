"""A container that runs: its script, its probes, its end, and what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.clock import go_duration, timestamp
from minikctl.state.controllers.kubelet import probes
from minikctl.state.controllers.kubelet.hooks import farewell
from minikctl.state.controllers.kubelet.memory import is_restartable_init
from minikctl.state.controllers.kubelet.telling import tell
from minikctl.state.objects import key_of, name_of, namespace_of, spec_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FIRST_BACK_OFF, LONGEST_BACK_OFF, FORGIVEN_AFTER = 10.0, 300.0, 600.0
PAUSE = 1.0  # between a container's end and what the kubelet does about it
SYNC = 13.0  # between looks at a pod that waits
NOTED = 4  # so often a wait is told of
EXACT = 20  # after twice as many restarts, several are counted at once: a week of them must not cost what it lasts


def watch(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    """Looks at a running container; returns when to look again."""
    if "stops" in one:
        if tx.now < one["stops"]:
            return float(one["stops"])
        exited(tx, one, one.get("stop_code", 0))
        return tx.now + PAUSE
    if container.get("image", "") != one.get("image") and one.get("image"):
        kill(tx, pod, container, one, f"Container {container['name']} definition changed, will be restarted")
        one["pulled"] = False
        return float(one["stops"])
    if "asks" in one or one.get("answers"):
        _follow(tx, pod, container, one)
    exits = one.get("exits")
    if exits is not None and tx.now >= exits:
        exited(tx, one, one.get("code", 0))
        return tx.now + PAUSE
    verdict, due = probes.run(tx, pod, container, one)
    if verdict:
        kill(
            tx, pod, container, one, f"Container {container['name']} failed {verdict} probe, will be restarted", verdict
        )
        return float(one["stops"])
    dues = [moment for moment in (exits, due, one.get("asks")) if moment is not None]
    return min(dues) if dues else None


def _follow(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> None:
    """A script that asks the network: asks in its place when it is time, and again when something has changed."""
    from minikctl.state.images import asking

    app = images.app_of(tx, pod, container, one)
    fresh = False
    for _ in range(100):
        if "asks" not in one or tx.now < one["asks"]:
            break
        found = images.app_of(tx, pod, container, one).timeline()
        if found.asks is not None:
            asking.note(app, one, list(found.asks[1]))
            fresh = True
        learn(tx, pod, container, one)
    if one.get("answers") and not fresh and asking.look_again(app, one):
        learn(tx, pod, container, one)


def learn(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> images.Behaviour:
    """Works out how the container goes on, as far as is known."""
    found = images.behaviour(tx, pod, container, one)
    one.update(obeys=found.obeys_term, code=found.exit_code, term=found.term_code)
    one["exits"] = None if found.lasts is None else one["started"] + found.lasts
    one.pop("asks", None)
    if found.looks is not None:
        one["asks"] = one["started"] + found.looks
        tx.put("_asking", key_of(pod), {"uid": uid_of(pod)})
    if found.message:
        one["note"] = found.message
    return found


def kill(tx: Transaction, pod: Obj, container: Obj, one: Obj, message: str, kind: str = "") -> None:
    """Tells a container to end; it is started again afterwards."""
    tell(tx, pod, "Normal", "Killing", message, container)
    grace = spec_of(pod).get("terminationGracePeriodSeconds", 30)
    own = (container.get(probes.FIELDS.get(kind, "")) or {}).get("terminationGracePeriodSeconds")
    seconds, code = farewell(container, one, float(grace if own is None else own))
    one.update(stops=tx.now + seconds, stop_code=code)


def exited(tx: Transaction, one: Obj, code: int, reason: str = "", message: str = "") -> None:
    """Notes the end of a container."""
    one["terminated"] = {
        "containerID": f"containerd://{one.get('id', '')}",
        "exitCode": code,
        "finishedAt": timestamp(min(tx.now, tx.real)),
        "reason": reason or ("Completed" if code == 0 else "Error"),
        "startedAt": timestamp(0.0 if reason == "StartError" else min(one.get("started", tx.now), tx.real)),
    }
    message = message or str(one.pop("note", "") or "")
    if message:
        one["terminated"]["message"] = message
    if tx.now - one.get("started", tx.now) >= FORGIVEN_AFTER:
        one.pop("back_off", None)
    one.update(state="terminated", code=code, ended=tx.now, ready=False, up=False)
    for field in ("exits", "probes", "stops", "stop_code", "asks", "reason", "message", "told", "tell_at"):
        one.pop(field, None)


# ---- terminated


def restarts(pod: Obj, container: Obj, code: int, is_init: bool) -> bool:
    """Whether the restart policy brings a container back."""
    policy = spec_of(pod).get("restartPolicy", "Always")
    if is_init and is_restartable_init(container):
        return True
    if is_init:
        return code != 0 and policy != "Never"
    return policy == "Always" or (policy == "OnFailure" and code != 0)


def after_exit(tx: Transaction, pod: Obj, container: Obj, one: Obj, is_init: bool) -> float | None:
    """Restarts at once the first time, later after a back-off that doubles (kubelet, doBackOff).

    Returns when to look again; None if the container is to be started now, or never again (`final`).
    """
    if not restarts(pod, container, one.get("code", 0), is_init):
        one["final"] = True
        return None
    again = one["ended"] + PAUSE
    if tx.now < again:
        return float(again)
    wait = one.get("back_off", 0.0)
    count = max(1, one.get("restarts", 0) // EXACT) if wait >= LONGEST_BACK_OFF else 1
    ran = float(one["ended"] - one.get("started", one["ended"]))
    due = float(one["ended"] + wait + (count - 1) * (wait + ran + PAUSE))
    if tx.now < due:
        return _in_back_off(tx, pod, container, one, wait, due)
    one["back_off"] = min(wait * 2, LONGEST_BACK_OFF) if wait else FIRST_BACK_OFF
    one["last"] = {"terminated": one.pop("terminated")}
    previous = {
        field: one[field] for field in ("started", "ended", "env", "access", "answers", "id", "code") if field in one
    }
    one["previous"] = previous
    one.update(state="waiting", restarts=one.get("restarts", 0) + count, pulled=False)
    for field in ("reason", "message", "told", "tell_at"):
        one.pop(field, None)
    return None


def _in_back_off(tx: Transaction, pod: Obj, container: Obj, one: Obj, wait: float, due: float) -> float:
    where = f"{name_of(pod)}_{namespace_of(pod)}({uid_of(pod)})"
    noted = NOTED if one.get("restarts", 0) < 2 * EXACT else 1
    if one.get("told", 0) < noted and tx.now >= one.get("tell_at", 0.0):
        said = f"Back-off restarting failed container {container['name']} in pod {where}"
        tell(tx, pod, "Warning", "BackOff", said, container)
        one.update(told=one.get("told", 0) + 1, tell_at=tx.now + SYNC)
    one["reason"] = "CrashLoopBackOff"
    one["message"] = f"back-off {go_duration(wait)} restarting failed container={container['name']} pod={where}"
    return min(due, float(one["tell_at"])) if one["told"] < noted else due
