"""Reviews: who am I, may I, what may I: questions that are asked by creating an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.server.addressing import Address
from minikctl.server.identity import ADMIN
from minikctl.state.authorization import can
from minikctl.state.chance import Chance
from minikctl.state.errors import ApiError
from minikctl.state.traffic.authorizing import Asked, User, rules_for, user_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

CREDENTIAL = "authentication.kubernetes.io/credential-id"
EVERYTHING: Obj = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
EVERY_PATH: Obj = {"verbs": ["*"], "nonResourceURLs": ["*"]}
BASIC: tuple[Obj, ...] = (
    {"verbs": ["create"], "apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"]},
    {
        "verbs": ["create"],
        "apiGroups": ["authorization.k8s.io"],
        "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    },
)
PATHS = [
    *("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz"),
    *("/version", "/version/"),
]
KINDS = (
    "LocalSubjectAccessReview",
    "SelfSubjectAccessReview",
    "SelfSubjectReview",
    "SelfSubjectRulesReview",
    "SubjectAccessReview",
    "TokenReview",
)


def answered(view: View, address: Address, user: User, review: Obj) -> Obj:
    """The review with its status."""
    name = address.kind.name
    spec = review.get("spec") or {}
    found: Obj = {"kind": name, "apiVersion": address.version, "metadata": {"creationTimestamp": None}}
    if name == "SelfSubjectReview":
        return {**found, "status": {"userInfo": user_info(view, user)}}
    if name == "TokenReview":
        return {**found, "spec": spec, "status": token_status(view, str(spec.get("token") or ""))}
    if name == "SelfSubjectRulesReview":
        return {**found, "spec": spec, "status": rules_status(view, user, str(spec.get("namespace") or ""))}
    who = user
    if name != "SelfSubjectAccessReview":
        who = User(str(spec.get("user") or ""), tuple(spec.get("groups") or ()))
    return {**found, "spec": spec, "status": access_status(view, who, spec)}


def user_info(view: View, user: User) -> Obj:
    info: Obj = {"username": user.name, "groups": list(user.groups)}
    if user == ADMIN:
        digest = Chance(str(view.settings["seed"])).bytes("credential").hex()
        info["extra"] = {CREDENTIAL: [f"X509SHA256={digest}"]}
    return info


def token_status(view: View, token: str) -> Obj:
    user = user_of(view, f"Bearer {token}") if token else None
    if user is None:
        return {"authenticated": False, "user": {}, "error": "invalid bearer token"}
    return {"authenticated": True, "user": {"username": user.name, "groups": list(user.groups)}}


def access_status(view: View, user: User, spec: Obj) -> Obj:
    """Whether the user may do what is described."""
    if user == ADMIN:
        return {"allowed": True}
    about, path = spec.get("resourceAttributes") or {}, spec.get("nonResourceAttributes") or {}
    if not about and not path:
        why = "spec.resourceAttributes: Invalid value: null: must specify one of resourceAttributes or "
        raise ApiError(422, "Invalid", why + "nonResourceAttributes")
    resource = str(about.get("resource") or "")
    if about.get("subresource"):
        resource += f"/{about['subresource']}"
    allowed, why = can(
        view,
        user.name,
        user.groups,
        str(about.get("verb") or path.get("verb") or ""),
        str(about.get("group") or ""),
        resource,
        str(about.get("name") or ""),
        str(about.get("namespace") or ""),
        str(path.get("path") or ""),
    )
    return {"allowed": allowed, **({"reason": why} if why else {})}


def rules_status(view: View, user: User, namespace: str) -> Obj:
    """All rules that hold for a user in a namespace."""
    rules: list[Obj] = [EVERYTHING, EVERY_PATH] if user == ADMIN else []
    if "system:authenticated" in user.groups:
        rules += [*BASIC, {"verbs": ["get"], "nonResourceURLs": PATHS}]
    rules += rules_for(view, user, Asked("", namespace=namespace))
    resources = [plain(rule, "apiGroups", "resources", "resourceNames") for rule in rules if rule.get("resources")]
    paths = [plain(rule, "nonResourceURLs") for rule in rules if rule.get("nonResourceURLs")]
    return {"resourceRules": resources, "nonResourceRules": paths, "incomplete": False}


def plain(rule: Obj, *names: str) -> Obj:
    return {name: rule[name] for name in ("verbs", *names) if rule.get(name)}
