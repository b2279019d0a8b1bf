"""What a kind is: its names, and the rules by which objects of it behave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


class Kind(NamedTuple):
    """One kind: a row of KINDS. `module` holds its RULES; kinds without one are stored and listed only."""

    name: str  # Service
    api_version: str  # v1, apps/v1
    plural: str  # services: also the name of its table in the store
    short: tuple[str, ...] = ()  # svc
    namespaced: bool = True
    module: str = ""  # service: minikctl.state.kinds.service
    categories: tuple[str, ...] = ()  # ("all",)
    verbs: tuple[str, ...] = ALL_VERBS
    subresources: tuple[str, ...] = ()  # status, scale, ...
    versions: tuple[str, ...] = ()  # further versions that a v1.33 server accepts: autoscaling/v1

    @property
    def group(self) -> str:
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        return self.api_version.rpartition("/")[2]

    @property
    def singular(self) -> str:
        return self.name.lower()

    @property
    def resource(self) -> str:
        """`services`, `deployments.apps`: how messages name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


class Column(NamedTuple):
    """One column of a list, as the server's Table defines it."""

    name: str
    cell: Callable[[Obj, View], object]  # a str, int or None
    wide: bool = False
    type: str = "string"  # string, integer, date: what the Table says of it


def no_defaults(obj: Obj) -> None:
    """A kind without defaulted fields."""


def no_errors(obj: Obj) -> Iterator[FieldError]:
    return iter(())


def no_update_errors(new: Obj, old: Obj) -> Iterator[FieldError]:
    return iter(())


def nothing_to_allocate(tx: Transaction, obj: Obj, old: Obj | None) -> None:
    """A kind that needs nothing given out."""


def nothing_to_prepare(obj: Obj, old: Obj | None, now: float) -> None:
    """A kind without fields that only the server writes."""


class Rules:
    """How one kind behaves; every part may be left out.

    - `columns`: of `get`, in order.
    - `defaults(obj)`: fills defaulted fields in place; obj is the caller's own copy; must be idempotent.
    - `complete(obj)`: the same for an object as it was stored or loaded: what reading it from the store adds besides.
    - `validate(obj)`: what is wrong with an object that has its defaults (name and metadata are checked elsewhere).
    - `validate_update(new, old)`: what may not change; called beside `validate(new)`.
    - `prepare(obj, old, now)`: in place, before validation: what a registry strategy does (drop what the user may not
      write, carry over what an update left out). old is None on create.
    - `allocate(tx, obj, old)`: addresses, ports; raises ApiError; before validation.
    - `name_errors(name)`: messages of the name check; None: DNS subdomain.
    - `describe(obj, view)`: the page of `describe`, without a final newline's extras: exactly kubectl's text.
    - `warnings(obj)`: deprecation warnings that the server sends on create and update.
    - `spec_generation`: metadata.generation counts changes outside metadata and status.
    - `has_status`: status is a subresource: create drops it, update keeps the old one.
    """

    __slots__ = (
        "allocate",
        "columns",
        "complete",
        "defaults",
        "describe",
        "has_status",
        "name_errors",
        "prepare",
        "spec_generation",
        "validate",
        "validate_update",
        "warnings",
    )

    def __init__(
        self,
        *,
        columns: Sequence[Column] = (),
        defaults: Callable[[Any], None] = no_defaults,
        complete: Callable[[Any], None] | None = None,
        validate: Callable[[Any], Iterable[FieldError]] = no_errors,
        validate_update: Callable[[Any, Any], Iterable[FieldError]] = no_update_errors,
        prepare: Callable[[Any, Any, float], None] = nothing_to_prepare,
        allocate: Callable[[Transaction, Any, Any], None] = nothing_to_allocate,
        name_errors: Callable[[str], list[str]] | None = None,
        describe: Callable[[Any, View], str] | None = None,
        warnings: Callable[[Any], list[str]] | None = None,
        spec_generation: bool = False,
        has_status: bool = False,
    ) -> None:
        self.columns = tuple(columns)
        self.defaults = defaults
        self.complete = complete or defaults
        self.validate = validate
        self.validate_update = validate_update
        self.prepare = prepare
        self.allocate = allocate
        self.name_errors = name_errors
        self.describe = describe
        self.warnings = warnings
        self.spec_generation = spec_generation
        self.has_status = has_status


PLAIN = Rules()


def rules(kind: Kind) -> Rules:
    """The rules of a kind, imported when first asked for."""
    if not kind.module:
        return PLAIN
    found: Rules | dict[str, Rules] = import_module(f"minikctl.state.kinds.{kind.module}").RULES
    if isinstance(found, dict):  # several small kinds in one module
        return found[kind.name]
    return found
