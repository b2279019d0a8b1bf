"""GET: one object, or a list with selectors, in pages."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from minikctl.server.addressing import Address
from minikctl.server.bodies import number
from minikctl.server.forms import form_of, listed, single
from minikctl.server.messages import Answer, Request, sent
from minikctl.state import errors
from minikctl.state.objects import key_of, labels_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from minikctl.state.view import View

Obj = dict[str, Any]

KEPT_LISTS = 64
GONE = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list "
    "without the continue parameter, or use the continue token in this response to retrieve the remainder of the "
    "results. Continuing with the provided token results in an inconsistent list - objects that were created, "
    "modified, or deleted between the time the first chunk was returned and now may show up in the list."
)


class Pages:
    """Lists of which a client has read the first page: the rest stays as it was then."""

    __slots__ = ("_count", "_kept")

    def __init__(self) -> None:
        self._kept: dict[int, tuple[list[Obj], str]] = {}
        self._count = 0

    def keep(self, objects: list[Obj], resource_version: str) -> int:
        """The number under which a list is found again; the oldest one is forgotten."""
        self._count += 1
        self._kept[self._count] = (objects, resource_version)
        if len(self._kept) > KEPT_LISTS:
            del self._kept[next(iter(self._kept))]
        return self._count

    def find(self, token: str) -> tuple[int, int, list[Obj], str]:
        """(number, place, list, resourceVersion) of a token. Raises ApiError BadRequest, Expired."""
        try:
            said = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            which, start = int(said["list"]), int(said["start"])
        except (ValueError, KeyError, TypeError):
            raise errors.bad_request("continue key is not valid: invalid base64 or JSON") from None
        kept = self._kept.get(which)
        if kept is None:
            raise errors.expired(GONE)
        return which, start, *kept


def token_of(which: int, start: int) -> str:
    said = json.dumps({"v": "meta.k8s.io/v1", "list": which, "start": start}, separators=(",", ":"))
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def resource_version(view: View) -> str:
    """The number of the last change that a view shows."""
    found = getattr(view, "resource_version", None)
    return str(view._moment.resource_version if found is None else found)


def read(view: View, address: Address, request: Request) -> Answer:
    """One object. Raises ApiError."""
    kind = address.kind
    obj = view.get(kind, address.name, address.namespace)
    if address.subresource == "scale":
        from minikctl.state.requests import scale_of  # only where it is asked for

        return sent(scale_of(obj))
    form = form_of(request)
    return sent(single(view, kind, obj, address.version, form, request.option("includeObject")))


def listing(view: View, address: Address, request: Request, pages: Pages) -> Answer:
    """A list, or its next page. Raises ApiError."""
    limit = number(request.option("limit", "0"), "limit")
    token = request.option("continue")
    if token:
        which, start, objects, version = pages.find(token)
    else:
        which, start, version = 0, 0, resource_version(view)
        objects = chosen(view, address, request)
    shown = objects[start : start + limit] if limit > 0 else objects[start:]
    meta: Obj = {"resourceVersion": version}
    left = len(objects) - start - len(shown)
    if left > 0:
        which = which or pages.keep(objects, version)
        meta["continue"] = token_of(which, start + len(shown))
        if not request.option("labelSelector") and not request.option("fieldSelector"):
            meta["remainingItemCount"] = left
    include = request.option("includeObject")
    return sent(listed(view, address.kind, shown, address.version, form_of(request), meta, include))


def chosen(view: View, address: Address, request: Request) -> list[Obj]:
    """The objects that the selectors leave, in the order of a server: by namespace, then by name."""
    fits = selection(address, request)
    kind = address.kind
    if address.name:
        found = view.find(kind, address.name, address.namespace)
        objects = [] if found is None else [found]
    else:
        objects = view.list(kind, address.namespace or None)
    return objects if fits is None else [obj for obj in objects if fits(obj)]


def selection(address: Address, request: Request) -> Callable[[Obj], bool] | None:
    """Whether an object is meant by the selectors of a request; None: all are. Raises ApiError BadRequest."""
    tests: list[Callable[[Obj], bool]] = []
    if request.option("labelSelector"):
        from minikctl.state.selectors import parse_selector  # only where one is given

        try:
            labels = parse_selector(request.option("labelSelector"))
        except ValueError as problem:
            raise errors.bad_request(str(problem)) from None
        tests.append(lambda obj: labels.matches(labels_of(obj)))
    if request.option("fieldSelector"):
        from minikctl.state.fieldselectors import field_selector  # only where one is given

        fields = field_selector(address.kind, request.option("fieldSelector"))
        tests.append(fields.matches)
    if not tests:
        return None
    return lambda obj: all(test(obj) for test in tests)


__all__ = ["Pages", "chosen", "key_of", "listing", "read", "resource_version", "selection", "token_of"]
