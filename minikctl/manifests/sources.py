"""-f, -R and -k: files, folders, addresses and standard input -> manifests with the kinds they are of."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from minikctl.arguments import Found
from minikctl.errors import CommandError, joined
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.manifests import LIMIT, Document, ParseError, documents
from minikctl.manifests.objectmeta import decode_error, schema_error
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import name_of, namespace_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

EXTENSIONS = (".json", ".yaml", ".yml")


class Source(NamedTuple):
    """One thing to read; `name` is how messages call it. `data` None: a file that is read when its turn comes."""

    name: str
    data: bytes | None = None
    in_folder: bool = False


def sources(call: Invocation, options: Options) -> list[Source]:
    """What -f, -R and -k name. Raises CommandError or ErrorList."""
    names, folder, deep = options["filename"], options.get("kustomize") or "", bool(options.get("recursive"))
    if names and folder:
        raise CommandError("only one of -f or -k can be specified")
    if folder and deep:
        raise CommandError("the -k flag can't be used with -f or -R")
    if folder:
        from minikctl.manifests.kustomize import built  # only with -k

        return [Source(folder, built(call, folder))]
    found: list[Source] = []
    errors: list[Exception] = []
    for name in names:
        try:
            found += named_sources(call, name, deep, bool(found))
        except CommandError as error:
            errors.append(error)
    if errors:
        raise joined(errors)
    return found


def named_sources(call: Invocation, name: str, deep: bool, has_others: bool) -> list[Source]:
    """What one -f names."""
    if name == "-":
        return [Source("STDIN", call.around.stdin.read())]
    if name.startswith(("http://", "https://")):
        from minikctl.manifests.addresses import manifest_at  # only for addresses

        return [Source(name, manifest_at(name))]
    files = call.around.files
    found: list[Source] = []
    for path in [name] if files.exists(call.absolute(name)) else matching(call, name):
        if files.is_dir(call.absolute(path)):
            found += in_folder(call, path, deep)
        else:
            found.append(Source(path))
    if not found and not has_others:
        raise CommandError(f"error reading [{name}]: recognized file extensions are [{' '.join(EXTENSIONS)}]")
    return found


def matching(call: Invocation, pattern: str) -> list[str]:
    """The files that a pattern with *, ? or [] names in its folder."""
    folder, _, last = pattern.rpartition("/")
    place = call.absolute(folder or ".")
    names = call.around.files.listdir(place) if call.around.files.is_dir(place) else []
    found = [f"{folder}/{name}" if folder else name for name in names if fnmatch.fnmatchcase(name, last)]
    if not found:
        raise CommandError(f'the path "{pattern}" does not exist')
    return found


def in_folder(call: Invocation, path: str, deep: bool) -> list[Source]:
    """The manifests of a folder, in order of their names."""
    files, found = call.around.files, []
    for name in sorted(files.listdir(call.absolute(path))):
        inner = joined_path(path, name)
        if files.is_dir(call.absolute(inner)):
            found += in_folder(call, inner, deep) if deep else []
        elif name.endswith(EXTENSIONS):
            found.append(Source(inner, in_folder=True))
    return found


def joined_path(folder: str, name: str) -> str:
    """Go's filepath.Join."""
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    return ("/" if folder.startswith("/") else "") + "/".join([*parts, name])


def read_source(call: Invocation, source: Source) -> bytes:
    """The content. Raises CommandError."""
    data = source.data
    if data is None:
        try:
            data = call.read(source.name)
        except OSError as error:
            raise CommandError(f"open {source.name}: {(error.strerror or str(error)).lower()}") from None
    if len(data) > LIMIT:
        raise CommandError(f"error parsing {source.name}: the manifest is larger than {LIMIT >> 20} MiB")
    return data


def read_all(call: Invocation, given: Iterable[Source], view: View, *, validate: bool) -> Iterator[Found | Exception]:
    """Every manifest as it is reached, lists opened; an error stands for what cannot be read, and stops its file."""
    for source in given:
        try:
            for document in documents(read_source(call, source)):
                if validate and (wrong := schema_error(document.value)):
                    raise CommandError(f'error validating "{source.name}": {wrong}')
                yield from opened(call, document, source.name, view)
        except ParseError as error:
            if call.around.era == "any" and error.line:
                from minikctl.manifests.hints import hint  # only for broken manifests

                call.err(hint(source.name, read_source(call, source), error.line))
            yield CommandError(f"error parsing {source.name}: {error}")
        except CommandError as error:
            yield error


def opened(call: Invocation, document: Document, source: str, view: View) -> Iterator[Found | Exception]:
    """A document, or the items of a list."""
    wrong = decode_error(document.value, document.text)
    if wrong:
        yield CommandError(f'unable to decode "{source}": {wrong}')
        return
    for obj in items_of(document.value):
        try:
            yield recognized(call, obj, source, view)
        except CommandError as error:
            yield error


def items_of(obj: Obj) -> Iterator[Obj]:
    """The items of a list, lists in it opened too; items of a ServiceList may leave their kind out."""
    kind, items = str(obj["kind"]), obj.get("items")
    if not kind.endswith("List") or not isinstance(items, list):
        yield obj
        return
    inner, version = kind.removesuffix("List"), obj.get("apiVersion")
    for item in items:
        if isinstance(item, dict):
            yield from items_of({"kind": inner, "apiVersion": version, **item} if inner else {"kind": "", **item})


def recognized(call: Invocation, obj: Obj, source: str, view: View) -> Found:
    """A manifest with its kind and the namespace it belongs to. Raises CommandError."""
    wrong = decode_error(obj)
    if wrong:
        if not obj.get("kind"):
            wrong = "Object 'Kind' is missing in 'object has no kind field '"
            raise CommandError(f'unable to get type info from the object "*unstructured.Unstructured": {wrong}')
        raise CommandError(f'unable to decode "{source}": {wrong}')
    version, name = obj.get("apiVersion") or "", obj["kind"]
    kind = view.kind_of(version, name) or older_kind(call, view, obj)
    if kind is None:
        own = f'name: "{name_of(obj)}" namespace: "{namespace_of(obj)}" from "{source}"'
        why = f'no matches for kind "{name}" in version "{version}"\nensure CRDs are installed first'
        raise CommandError(f"resource mapping not found for {own}: {why}")
    return Found(kind, name_of(obj), namespace_for(call, kind, obj), with_namespace(call, kind, obj), source)


def older_kind(call: Invocation, view: View, obj: Obj) -> Kind | None:
    """In era `any`, the kind that took the place of a removed version; the manifest is converted in place."""
    if call.around.era == "1.33":
        return None
    from minikctl.manifests.older import converted  # only for old manifests

    found, warning = converted(obj)
    if found is None:
        return None
    call.warn(warning)
    obj.clear()
    obj.update(found)
    return view.kind_of(found["apiVersion"], found["kind"])


def namespace_for(call: Invocation, kind: Kind, obj: Obj) -> str:
    """The namespace of a manifest's object: its own, else the command's. Raises CommandError if -n says otherwise."""
    if not kind.namespaced:
        return ""
    own = namespace_of(obj)
    if own and call.namespace_given and own != call.namespace:
        raise CommandError(
            f'the namespace from the provided object "{own}" does not match the namespace "{call.namespace}". '
            f"You must pass '--namespace={own}' to perform this operation."
        )
    return own or call.namespace


def with_namespace(call: Invocation, kind: Kind, obj: Obj) -> Obj:
    """The manifest with its namespace, as kubectl sends it."""
    if not kind.namespaced or namespace_of(obj) or call.options.get("local"):  # Kubernetes: --local knows no scopes
        return obj
    meta = {**(obj.get("metadata") or {}), "namespace": call.namespace}
    return {**obj, "metadata": {key: meta[key] for key in sorted(meta)}}
