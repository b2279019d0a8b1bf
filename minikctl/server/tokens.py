"""Tokens of ServiceAccounts, as a TokenRequest asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors, fields
from minikctl.state.chance import Chance
from minikctl.state.clock import timestamp
from minikctl.state.kinds import NODE, POD, SECRET, SERVICE_ACCOUNT
from minikctl.state.objects import uid_of
from minikctl.webtokens import signed

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

AUDIENCE = "https://kubernetes.default.svc.cluster.local"
BOUND = {"Node": NODE, "Pod": POD, "Secret": SECRET}
AN_HOUR, SHORTEST = 3600, 600


def token_request(view: View, namespace: str, name: str, spec: Obj) -> Obj:
    """The answer to a TokenRequest. Raises ApiError."""
    account = view.get(SERVICE_ACCOUNT, name, namespace)
    seconds = int(spec.get("expirationSeconds") or AN_HOUR)
    if seconds < SHORTEST:
        wrong = fields.invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
        raise errors.invalid("TokenRequest", "authentication.k8s.io", "", [wrong])
    audiences = list(spec.get("audiences") or [AUDIENCE])
    bound = bound_object(view, namespace, spec.get("boundObjectRef"))
    claims = claims_of(view, account, namespace, name, audiences, seconds, bound)
    return {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {"name": name, "namespace": namespace, "creationTimestamp": timestamp(view.now)},
        "spec": {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": bound},
        "status": {
            "token": signed(claims, Chance(str(view.settings["seed"]))),
            "expirationTimestamp": timestamp(view.now + seconds),
        },
    }


def bound_object(view: View, namespace: str, reference: Obj | None) -> Obj | None:
    """The object that the token ends with. Raises ApiError."""
    if not reference:
        return None
    kind = BOUND.get(str(reference.get("kind")))
    if kind is None:
        raise errors.bad_request(f"cannot bind token for serviceaccount to kind {reference.get('kind')}")
    found = view.get(kind, str(reference.get("name")), namespace if kind.namespaced else "")
    uid = reference.get("uid") or uid_of(found)
    return {"kind": kind.name, "apiVersion": "v1", "name": reference.get("name"), "uid": uid}


def claims_of(
    view: View, account: Obj, namespace: str, name: str, audiences: list[str], seconds: int, bound: Obj | None
) -> Obj:
    chance = Chance(str(view.settings["seed"]))
    inner: Obj = {"namespace": namespace}
    if bound:
        inner[bound["kind"].lower()] = {"name": bound["name"], "uid": bound["uid"]}
    inner["serviceaccount"] = {"name": name, "uid": uid_of(account)}
    now = view.now
    return {
        "aud": audiences,
        "exp": int(now + seconds),
        "iat": int(now),
        "iss": AUDIENCE,
        "jti": chance.uid(f"token/{namespace}/{name}/{now}"),
        "kubernetes.io": inner,
        "nbf": int(now),
        "sub": f"system:serviceaccount:{namespace}:{name}",
    }
