"""What strategic merge asks of the shapes: how a field is merged, and how its items are told apart."""

from __future__ import annotations

from minikctl.state.kinds.kind import Kind
from minikctl.state.shapes import shape_of
from minikctl.state.shapes.reading import Type, fields, struct
from minikctl.state.values import NamedTuple


class Meta(NamedTuple):
    """How strategic merge treats one field."""

    type: Type | None  # of the field; None where the shape does not know it
    merges: bool  # patchStrategy merge: lists are merged
    replaces: bool  # patchStrategy replace: objects are replaced
    retains_keys: bool
    merge_key: str  # of the items of a merged list of objects

    @property
    def item(self) -> Type | None:
        """The type of a list's items."""
        return self.type.item if self.type is not None else None


UNKNOWN = Meta(None, False, False, False, "")


def type_of(kind: Kind, api_version: str = "") -> Type | None:
    """The type of a kind's objects, or None if it is not built in."""
    shape = shape_of(api_version or kind.api_version, kind.name) or shape_of(kind.api_version, kind.name)
    return struct(shape) if shape is not None else None


def meta_of(kind: Type | None, key: str) -> Meta:
    """How a field of a struct, or a value of a map, is treated."""
    if kind is None:
        return UNKNOWN
    if kind.form == "map":
        return Meta(kind.item, False, False, False, "")
    field = fields(kind.shape).get(key) if kind.shape is not None else None
    if field is None:
        return UNKNOWN
    strategy = field.strategy
    return Meta(field.type, "merge" in strategy, "replace" in strategy, "retainKeys" in strategy, field.merge_key)
