"""What a user means by TYPE NAME, TYPE/NAME, -f, -l, --all: kubectl's resource builder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.errors import CommandError, joined
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.errors import ApiError, method_not_allowed
from minikctl.state.kinds import NAMESPACE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of, name_of, namespace_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

NOTHING_NAMED = (
    "You must provide one or more resources by argument or filename.\n"
    "Example resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)
MIXED = (
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
    "(e.g. '{0} get resource/<resource_name>' instead of '{0} get resource resource/<resource_name>'"
)


class Found(NamedTuple):
    """One object that was meant. `obj` is the stored one, or the manifest's where `latest` was not asked for."""

    kind: Kind
    name: str
    namespace: str
    obj: Obj
    source: str = ""  # the file it was named by

    @property
    def shown(self) -> str:
        """`deployment.apps/web`: how messages name it."""
        kind = self.kind
        return f"{kind.name.lower()}{'.' + kind.group if kind.group else ''}/{self.name}"


class Ref(NamedTuple):
    """One object by name."""

    kind: Kind
    name: str
    namespace: str


class Query(NamedTuple):
    """All objects of a kind that selectors select; namespace None: everywhere."""

    kind: Kind
    namespace: str | None
    labels: str
    fields: str


class Chosen(NamedTuple):
    """What was meant, looked up: objects in order, and what went wrong on the way."""

    found: list[Found]
    errors: list[Exception]
    is_single: bool  # one object was named, so it is printed without a list around it
    kinds: list[Kind]  # all kinds that were asked for, in order

    def raise_errors(self) -> None:
        """Raises what went wrong, if anything."""
        if self.errors:
            raise joined(self.errors)

    def each(self, action: Callable[[Found], None]) -> None:
        """Does something to every object, going on after errors; raises them at the end as kubectl orders them."""
        failed: list[Exception] = []
        for item in self.found:
            try:
                action(item)
            except (ApiError, CommandError) as error:
                failed.append(error)
        if self.errors:
            failed.append(joined(self.errors))
        if failed:
            raise joined(failed)

    def without_missing(self) -> Chosen:
        """The same without NotFound errors (--ignore-not-found)."""
        kept = [error for error in self.errors if not (isinstance(error, ApiError) and error.reason == "NotFound")]
        return self._replace(errors=kept)


def chosen(
    call: Invocation,
    args: Sequence[str],
    options: Options,
    *,
    everything: bool = False,
    latest: bool = True,
    view: View | None = None,
) -> Chosen:
    """Looks up what arguments and flags mean. Raises CommandError or ApiError for what cannot be meant.

    `everything`: a type alone means all of its objects (get, describe). `latest`: objects that files name are looked
    up; otherwise they are taken from the file.
    """
    view = call.view() if view is None else view
    if has_files(options):
        return from_files(call, args, options, view, latest)
    meant = Meaning(call, view, options, everything).of(list(args))
    if isinstance(meant, list):
        return looked_up(call, view, meant)
    refs, is_single = meant
    return named_objects(call, view, refs, is_single)


def has_files(options: Options) -> bool:
    return bool(options.get("filename") or options.get("kustomize"))


class Meaning:
    """Reads the arguments of one command."""

    def __init__(self, call: Invocation, view: View, options: Options, everything: bool) -> None:
        self.call = call
        self.view = view
        self.labels = str(options.get("selector") or "").strip()
        self.fields = str(options.get("field-selector") or "").strip()
        self.all = bool(options.get("all"))
        self.everything = everything
        if self.all and (self.labels or self.fields):
            raise CommandError("setting 'all' parameter but found a non empty selector. ")

    def of(self, args: list[str]) -> list[Query] | tuple[Iterator[Ref], bool]:
        """Queries, or names."""
        slashed = [arg for arg in args if "/" in arg]
        if slashed and len(slashed) != len(args):
            raise CommandError(MIXED.format("kubectl" if self.call.around.era == "1.33" else self.call.around.called))
        is_query = self.all or bool(self.labels or self.fields)
        if slashed:
            pairs = [split_pair(arg) for arg in slashed]
            if is_query:
                raise CommandError("selectors and the all flag cannot be used when passing resource/name arguments")
            return self.pairs(pairs), len(pairs) == 1
        return self.types(args, is_query)

    def types(self, args: list[str], is_query: bool) -> list[Query] | tuple[Iterator[Ref], bool]:
        types, names = (expanded(args[0], self.view.kinds) if args else []), args[1:]
        if is_query or (types and not names and self.everything):
            if names:
                raise CommandError("name cannot be provided when a selector is specified")
            if not types:
                raise CommandError("at least one resource must be specified to use a selector")
            return [self.query(kind) for kind in self.kinds(types)]
        if not types:
            raise CommandError(NOTHING_NAMED)
        kinds = self.kinds(types)
        if not names:
            raise CommandError("resource(s) were provided, but no name was specified")
        return iter([self.ref(kind, name) for kind in kinds for name in names]), len(kinds) * len(names) == 1

    def pairs(self, pairs: list[tuple[str, str]]) -> Iterator[Ref]:
        kinds = {text: self.kind(text) for text, _ in pairs}
        return iter([self.ref(kinds[text], name) for text, name in pairs])

    def kinds(self, types: Iterable[str]) -> list[Kind]:
        return [self.kind(text) for text in types]

    def kind(self, text: str) -> Kind:
        found = kind_meant(self.view.kinds, text, lenient=self.call.around.era == "any")
        if found is None:
            raise unknown_type(text)
        return found

    def query(self, kind: Kind) -> Query:
        everywhere = self.call.all_namespaces or not kind.namespaced
        return Query(kind, None if everywhere else self.call.namespace, self.labels, self.fields)

    def ref(self, kind: Kind, name: str) -> Ref:
        if not kind.namespaced:
            return Ref(kind, name, "")
        if self.call.all_namespaces:
            raise CommandError("a resource cannot be retrieved by name across all namespaces")
        return Ref(kind, name, self.call.namespace)


def unknown_type(text: str) -> CommandError:
    return CommandError(f'the server doesn\'t have a resource type "{text.partition(".")[0]}"')


def split_pair(arg: str) -> tuple[str, str]:
    """TYPE/NAME."""
    parts = arg.split("/")
    if len(parts) != 2:
        raise CommandError("arguments in resource/name form may not have more than one slash")
    if not parts[0] or not parts[1] or "," in parts[0]:
        raise CommandError("arguments in resource/name form must have a single resource and name")
    return parts[0], parts[1]


def expanded(text: str, kinds: Iterable[Kind]) -> list[str]:
    """TYPE,TYPE with categories (`all`) replaced by their kinds, each once."""
    found: list[str] = []
    for word in text.split(","):
        members = [kind.resource for kind in kinds if word in kind.categories]
        found += members or [word]
    return list(dict.fromkeys(found))


def kind_meant(kinds: Iterable[Kind], text: str, *, lenient: bool = False) -> Kind | None:
    """The kind of `svc`, `deployments.apps`, `deployments.v1.apps`, `Deployment.apps` (client-go's RESTMapper)."""
    name, *rest = text.split(".")
    known = list(kinds)
    tries = []
    if len(rest) >= 2:
        tries.append((rest[0], ".".join(rest[1:]), True))
    tries.append(("", ".".join(rest), bool(rest) and len(text.split(".")) > 1))
    for version, group, has_group in tries:
        named = [kind for kind in known if is_called(kind, name)]
        found = in_group(named, version, group, has_group)
        if found is not None:
            return found
    if lenient:
        return next((kind for kind in known if kind.plural == text.lower() + "s"), None)
    return None


def is_called(kind: Kind, name: str) -> bool:
    return name.lower() in (kind.plural, kind.singular) or name in kind.short


def in_group(kinds: list[Kind], version: str, group: str, has_group: bool) -> Kind | None:
    """Of kinds of one name, the one of a group: its whole name, or how it begins."""
    for is_exact in (True, False):
        for kind in kinds:
            for served in (kind.api_version, *kind.versions):
                of_kind, _, its_version = served.rpartition("/")
                if version and version != its_version:
                    continue
                if not has_group or of_kind == group or (not is_exact and group and of_kind.startswith(group)):
                    return kind
    return None


# ---- looking up


def looked_up(call: Invocation, view: View, queries: list[Query]) -> Chosen:
    """All objects of some kinds."""
    found: list[Found] = []
    errors: list[Exception] = []
    for query in queries:
        try:
            for obj in objects_of(call, view, query):
                found.append(Found(query.kind, name_of(obj), namespace_of(obj), obj))
        except ApiError as error:
            errors.append(error)
    return Chosen(found, errors, False, [query.kind for query in queries])


def objects_of(call: Invocation, view: View, query: Query) -> list[Obj]:
    """The objects that a query selects, in the server's order. Raises ApiError."""
    kind = query.kind
    if "list" not in kind.verbs:
        raise method_not_allowed()
    call.requested(kind)
    objects = list(view.list(kind, query.namespace))
    if not query.labels and not query.fields:
        return objects
    try:
        return selected(objects, query)
    except ValueError as error:
        raise refused(kind, query, str(error)) from None
    except ApiError as error:
        raise refused(kind, query, error.message) from None


def selected(objects: list[Obj], query: Query) -> list[Obj]:
    """Those of some objects that a query's selectors select. Raises ValueError or ApiError."""
    if query.labels:
        from minikctl.state.selectors import parse_selector  # only where there is one

        labels = parse_selector(query.labels)
        objects = [obj for obj in objects if labels.matches(labels_of(obj))]
    if query.fields:
        from minikctl.state.fieldselectors import field_selector  # only where there is one

        fields = field_selector(query.kind, query.fields)
        objects = [obj for obj in objects if fields.matches(obj)]
    return objects


def refused(kind: Kind, query: Query, why: str) -> ApiError:
    """What the client makes of a server's refusal of a selector."""
    resource = f"{kind.group}/{kind.version}, Resource={kind.plural}"
    text = f'that match label selector "{query.labels}", field selector "{query.fields}": {why}'
    return ApiError(400, "BadRequest", f'Unable to find "{resource}" {text}')


def fetched(view: View, kind: Kind, name: str, namespace: str) -> Obj:
    """An object by name; a missing namespace is told before what is missing in it (cli-runtime, Info.Get)."""
    found = view.find(kind, name, namespace)
    if found is None and kind.namespaced and namespace not in ("", "default"):
        view.get(NAMESPACE, namespace)
    return view.get(kind, name, namespace) if found is None else found


def named_objects(call: Invocation, view: View, refs: Iterable[Ref], is_single: bool) -> Chosen:
    """Objects by name."""
    found: list[Found] = []
    errors: list[Exception] = []
    kinds: list[Kind] = []
    for ref in refs:
        kinds.append(ref.kind)
        call.requested(ref.kind)
        try:
            obj = fetched(view, ref.kind, ref.name, ref.namespace)
        except ApiError as error:
            errors.append(error)
        else:
            found.append(Found(ref.kind, ref.name, ref.namespace, obj))
    return Chosen(found, errors, is_single, list(dict.fromkeys(kinds)))


def from_files(call: Invocation, args: Sequence[str], options: Options, view: View, latest: bool) -> Chosen:
    """The objects that manifests name; beside them no arguments may stand."""
    from minikctl.manifests.sources import read_all, sources  # YAML: only with -f

    given = sources(call, options)
    if args:
        raise CommandError(
            "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
        )
    found: list[Found] = []
    errors: list[Exception] = []
    for item in read_all(call, given, view, validate=False):
        if isinstance(item, Exception):
            errors.append(item)
        elif latest:
            one = named_objects(call, view, [Ref(item.kind, item.name, item.namespace)], True)
            found += [each._replace(source=item.source) for each in one.found]
            errors += one.errors
        else:
            found.append(item)
    chosen_ones = by_labels(found, str(options.get("selector") or ""))
    return Chosen(chosen_ones, errors, len(given) == 1 and not given[0].in_folder, [item.kind for item in chosen_ones])


def by_labels(found: list[Found], text: str) -> list[Found]:
    """Those objects of manifests that -l selects. Raises CommandError."""
    if not text.strip():
        return found
    from minikctl.state.selectors import parse_selector  # only where there is one

    try:
        selector = parse_selector(text)
    except ValueError as error:
        raise CommandError(f'the provided selector "{text}" is not valid: {error}') from None
    return [item for item in found if selector.matches(labels_of(item.obj))]
