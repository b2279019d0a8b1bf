"""The kubeconfig that the config commands read and write: --kubeconfig, KUBECONFIG, else our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from minikctl import contexts
from minikctl.contexts import ENTRIES, Config
from minikctl.errors import CommandError, Exit
from minikctl.invocation import Invocation

Entry = dict[str, Any]

ORDER: dict[str, tuple[str, ...]] = {  # of JSON, as client-go's types are written
    "clusters": (
        *("server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority"),
        *("certificate-authority-data", "proxy-url", "disable-compression", "extensions"),
    ),
    "contexts": ("cluster", "user", "namespace", "extensions"),
    "users": (
        *("client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile"),
        *("as", "as-uid", "as-groups", "as-user-extra", "username", "password", "auth-provider", "exec", "extensions"),
    ),
    "exec": (
        *("command", "args", "env", "apiVersion", "installHint", "provideClusterInfo", "interactiveMode"),
        "stdinUnavailable",
    ),
}
ALWAYS = {"clusters": ("server",), "contexts": ("cluster", "user"), "users": ()}
FILES = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
TOP = ("kind", "apiVersion", "preferences", "clusters", "users", "contexts", "current-context", "extensions")


class Place(NamedTuple):
    """Where a configuration is kept: `paths` as the user names them, the first that exists is changed."""

    paths: tuple[str, ...]
    is_own: bool


def place(call: Invocation) -> Place:
    """What --kubeconfig or KUBECONFIG name, or our own file."""
    if call.options["kubeconfig"]:
        return Place((call.options["kubeconfig"],), False)
    named = tuple(path for path in call.around.env.get("KUBECONFIG", "").split(":") if path)
    return Place(named, False) if named else Place((call.around.config_path,), True)


def written_to(call: Invocation, where: Place) -> str:
    """The file that messages name and that changes go to."""
    existing = [path for path in where.paths if call.around.files.exists(call.absolute(path))]
    return existing[0] if existing else where.paths[-1]


def load(call: Invocation) -> Config:
    """The whole configuration, ordered by name; of several files the first that says something counts."""
    where = place(call)
    if where.is_own:
        return call.around.config()
    merged = contexts.empty_config()
    for path in where.paths:
        if call.around.files.exists(call.absolute(path)):
            try:
                merge(merged, contexts.read_config(call.around.files, call.absolute(path)))
            except CommandError as error:
                raise CommandError(str(error).replace(f'"{call.absolute(path)}"', f'"{path}"')) from None
    return merged


def merge(into: Config, config: Config) -> None:
    """Adds what a configuration has and the other has not."""
    for section in ENTRIES:
        known = {item.get("name"): item for item in into.get(section) or ()}
        for item in config.get(section) or ():
            known.setdefault(item.get("name"), item)
        if known:
            into[section] = [known[name] for name in sorted(known, key=str)]
    into["current-context"] = into.get("current-context") or config.get("current-context") or ""
    into["preferences"] = into.get("preferences") or config.get("preferences") or {}


def save(call: Invocation, config: Config) -> None:
    """Writes the configuration back: ours as JSON, others as kubectl does, as YAML."""
    where = place(call)
    tidy = normalized(config)
    if tidy == normalized(load(call)):
        return None
    if where.is_own:
        folder = call.around.home
        if not call.around.files.exists(folder):
            from minikctl.state.files import make_folders  # the first time

            make_folders(call.around.files, folder)
        return contexts.write_config(call.around.files, call.around.config_path, tidy)
    from minikctl.output.to_yaml import to_yaml  # only for other files

    path = call.absolute(written_to(call, where))
    return call.around.files.write(path, to_yaml(with_relative_files(tidy, path.rpartition("/")[0])).encode())


def with_relative_files(config: Config, folder: str) -> Config:
    """A configuration that names files below its own folder from there (client-go's RelativizePaths)."""
    found = dict(config)
    for section, one in ENTRIES.items():
        if found.get(section):
            found[section] = [{**item, one: relative(item[one], f"{folder}/")} for item in found[section]]
    return found


def relative(entry: Entry, start: str) -> Entry:
    """An entry whose files are named without the start that they have."""
    return {key: value.removeprefix(start) if key in FILES else value for key, value in entry.items()}


def normalized(config: Config) -> Config:
    """A configuration as client-go would write it: known order, entries by name, nothing empty."""
    found: Config = {}
    for key in TOP:
        if key in ENTRIES:
            items = sorted(config.get(key) or (), key=lambda item: str(item.get("name")))
            one = ENTRIES[key]
            found[key] = [{"name": item.get("name"), one: tidied(key, item.get(one) or {})} for item in items] or None
        elif config.get(key) is not None:
            found[key] = config[key]
    return found


def tidied(section: str, entry: Entry) -> Entry:
    """An entry in the order of its type, without what is empty."""
    order = ORDER[section]
    keys = [key for key in order if key in entry or key in ALWAYS[section]]
    found = {key: entry.get(key, "") for key in keys + sorted(set(entry) - set(order))}
    if isinstance(found.get("exec"), dict):
        known = {"provideClusterInfo": False, "args": None, "env": None, **found["exec"]}
        found["exec"] = {key: known[key] for key in ORDER["exec"] if key in known}
    return {key: value for key, value in found.items() if value not in ("", [], {}, False) or key in ALWAYS[section]}


def change(call: Invocation, section: str, name: str, edit: Callable[[Entry], None]) -> bool:
    """Changes an entry or makes it; True if it was there."""
    config = load(call)
    known = contexts.entry(config, section, name)
    entry = dict(known or {})
    edit(entry)
    others = [item for item in config.get(section) or () if item.get("name") != name]
    save(call, {**config, section: [*others, {"name": name, ENTRIES[section]: entry}]})
    return known is not None


def wrong_arguments(call: Invocation, args: list[str], words: str = "Unexpected args") -> Exception:
    """What config commands say of a wrong number of arguments: their help page, then the error."""
    from minikctl import help  # only then

    call.out(help.page_of(call))
    call.err(f"error: {words}: [{' '.join(args)}]\n")
    return Exit(1)
