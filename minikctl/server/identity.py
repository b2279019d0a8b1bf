"""Who asks the server: the administrator by the server's token, ServiceAccounts by theirs, and what they may do."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from minikctl.server.addressing import Address
from minikctl.server.messages import Request
from minikctl.state.errors import ApiError
from minikctl.state.traffic.apiserver import check
from minikctl.state.traffic.authorizing import ANONYMOUS, Asked, User, account, user_of

if TYPE_CHECKING:
    from minikctl.state.view import View

ADMIN = User("kubernetes-admin", ("kubeadm:cluster-admins", "system:authenticated"))
VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
ACCOUNT = "system:serviceaccount:"


def user_asking(view: View, request: Request, token: str) -> User:
    """The user of a request; `token` is the administrator's, "" if nobody is asked. Raises ApiError Unauthorized."""
    user = known(view, request.header("authorization"), token)
    name = request.header("impersonate-user")
    if not name or user != ADMIN:
        return user
    group = request.header("impersonate-group")
    if name.startswith(ACCOUNT) and name.count(":") == 3 and not group:
        return account(*name.split(":")[2:])
    groups = tuple(part.strip() for part in group.split(",") if part.strip())
    everybody = () if name == ANONYMOUS.name or "system:authenticated" in groups else ("system:authenticated",)
    return User(name, (*groups, *everybody))


def known(view: View, authorization: str, token: str) -> User:
    """The user that an Authorization header names. Raises ApiError Unauthorized."""
    kind, _, given = authorization.partition(" ")
    if not token and not authorization:
        return ADMIN
    if token and kind.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode()):
        return ADMIN
    found = user_of(view, authorization)
    if found is None:
        raise ApiError(401, "Unauthorized", "Unauthorized")
    return found


def verb_of(address: Address, request: Request) -> str:
    """get, list, watch, create, update, patch, delete, deletecollection."""
    if request.method in ("GET", "HEAD"):
        if address.is_watch or request.is_set("watch"):
            return "watch"
        return "get" if address.name else "list"
    verb = VERBS.get(request.method, request.method.lower())
    return "deletecollection" if verb == "delete" and not address.name else verb


def authorize(view: View, user: User, address: Address | None, request: Request) -> None:
    """Raises ApiError Forbidden if the user may not do it."""
    if user == ADMIN:
        return
    if address is None:
        verb = {"GET": "get", "HEAD": "get"}.get(request.method, request.method.lower())
        check(view, user, Asked(verb, path=request.path))
        return
    kind = address.kind
    verb = verb_of(address, request)
    asked = Asked(verb, kind.group, address.resource, address.namespace, address.name, "", not kind.namespaced)
    check(view, user, asked)
