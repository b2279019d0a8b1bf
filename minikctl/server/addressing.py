"""What a path of the API names: a kind in a version, a namespace, an object, a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.kinds.kind import Kind

if TYPE_CHECKING:
    from minikctl.state.view import View


class Address(NamedTuple):
    """A collection, an object, or a subresource."""

    kind: Kind
    version: str  # apps/v1: as the request speaks it
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    rest: str = ""  # after the subresource: what is proxied to
    is_watch: bool = False  # the old form /api/v1/watch/…

    @property
    def resource(self) -> str:
        return f"{self.kind.plural}/{self.subresource}" if self.subresource else self.kind.plural


def address_of(view: View, path: str) -> Address | None:
    """What a path names; None if it names no resource that is served."""
    parts = path.strip("/").split("/")
    if parts[0] == "api" and len(parts) > 2:
        version, rest = parts[1], parts[2:]
    elif parts[0] == "apis" and len(parts) > 3:
        version, rest = f"{parts[1]}/{parts[2]}", parts[3:]
    else:
        return None
    is_watch = rest[0] == "watch"
    if is_watch:
        rest = rest[1:]
    namespace = ""
    if len(rest) > 2 and rest[0] == "namespaces" and rest[2] not in ("status", "finalize"):
        namespace, rest = rest[1], rest[2:]
    if not rest:
        return None
    kind = kind_at(view, version, rest[0])
    if kind is None:
        return None
    name, subresource = (rest[1] if len(rest) > 1 else ""), (rest[2] if len(rest) > 2 else "")
    return Address(kind, version, namespace, name, subresource, "/".join(rest[3:]), is_watch)


def kind_at(view: View, version: str, plural: str) -> Kind | None:
    """The kind of a plural in a version."""
    for kind in view.kinds:
        if kind.plural == plural and (kind.api_version == version or version in kind.versions):
            return kind
    return None
