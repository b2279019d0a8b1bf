"""CertificateSigningRequests: RULES of the kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.kinds.podspec.deferred import deferred

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]

USER = "kubernetes-admin"
GROUPS = ["kubeadm:cluster-admins", "system:authenticated"]
SHORTEST = 600


def signer_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("signerName") or "<none>"


def requestor_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("username") or ""


def duration_cell(obj: Obj, view: View) -> str:
    seconds = obj["spec"].get("expirationSeconds")
    return "<none>" if seconds is None else age(seconds)


def condition_cell(obj: Obj, view: View) -> str:
    """`Pending`, `Approved,Issued`, `Denied` ..."""
    status = obj.get("status") or {}
    found = {condition.get("type") for condition in status.get("conditions") or ()}
    text = "Denied" if "Denied" in found else "Approved" if "Approved" in found else "Pending"
    return text + (",Failed" if "Failed" in found else "") + (",Issued" if status.get("certificate") else "")


def defaults(obj: Obj) -> None:
    spec = obj.setdefault("spec", {})
    if spec.get("usages") is None:
        spec["usages"] = ["digital signature", "key encipherment"]
    obj.setdefault("status", {})


def prepare(obj: Obj, old: Obj | None, now: float) -> None:
    """Who asked is what the server knows of the user; nothing in the spec changes later."""
    if old is not None:
        obj["spec"] = old["spec"]
        return
    obj["spec"]["username"] = USER
    obj["spec"]["groups"] = list(GROUPS)


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateCertificateSigningRequest of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.certificatesigningrequest.requests import read_request

    spec = obj["spec"]
    if not spec.get("usages"):
        yield fields.required("spec.usages")
    if read_request(spec.get("request") or "") is None:
        why = "unable to parse request: PEM block type must be CERTIFICATE REQUEST"
        yield fields.invalid("spec.request", fields.GoText("[]byte{...}"), why)
    signer = spec.get("signerName") or ""
    if not signer:
        yield fields.required("spec.signerName")
    elif "/" not in signer:
        why = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
        yield fields.invalid("spec.signerName", signer, why)
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < SHORTEST:
        why = "may not specify a duration less than 600 seconds (10 minutes)"
        yield fields.invalid("spec.expirationSeconds", seconds, why)


def name_errors(name: str) -> list[str]:
    return []


RULES = Rules(
    columns=(
        NAME,
        AGE,
        Column("SignerName", signer_cell),
        Column("Requestor", requestor_cell),
        Column("RequestedDuration", duration_cell),
        Column("Condition", condition_cell),
    ),
    defaults=defaults,
    prepare=prepare,
    validate=validate,
    name_errors=name_errors,
    describe=deferred("certificatesigningrequest.describe", "describe"),
    has_status=True,
)
