"""Contexts: which cluster and namespace a command works on. Kept kubeconfig-shaped in MINIKCTL_HOME/config."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from minikctl.errors import CommandError
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.files import Files

Config = dict[str, Any]

NAME = "minikctl"
SERVER = "https://127.0.0.1:6443"
ENTRIES = {"clusters": "cluster", "contexts": "context", "users": "user"}


class Target(NamedTuple):
    """What a command works on."""

    cluster: str
    namespace: str
    context: str


def first_config() -> Config:
    """What the configuration is until somebody changes it."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "clusters": [{"name": NAME, "cluster": {"server": SERVER}}],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME}}],
        "users": [{"name": NAME, "user": {}}],
        "current-context": NAME,
    }


def empty_config() -> Config:
    """A configuration without anything."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "clusters": None,
        "contexts": None,
        "users": None,
        "current-context": "",
    }


def read_config(files: Files, path: str) -> Config:
    """The configuration of a file, JSON or YAML. Raises OSError, CommandError."""
    data = files.read(path)
    try:
        found = json.loads(data) if data.lstrip()[:1] == b"{" else None
    except ValueError:
        found = None
    if found is None:
        from minikctl.manifests import YamlError, read_yaml  # only for what others wrote

        try:
            found = read_yaml(data.decode(errors="replace"))
        except YamlError as error:
            raise CommandError(f'error loading config file "{path}": {error}') from None
    if not isinstance(found, dict):
        found = {}
    return {**empty_config(), **found}


def write_config(files: Files, path: str, config: Config) -> None:
    """Writes a configuration as JSON, all at once."""
    files.write(path + ".new", (json.dumps(config, indent=2) + "\n").encode())
    files.set_mode(path + ".new", 0o600)
    files.rename(path + ".new", path)


def entry(config: Config, section: str, name: str) -> dict[str, Any] | None:
    """A cluster, context or user by name, without its name."""
    for item in config.get(section) or ():
        if item.get("name") == name:
            found: dict[str, Any] = item.get(ENTRIES[section]) or {}
            return found
    return None


def target(config: Config, context: str = "", cluster: str = "", user: str = "", namespace: str = "") -> Target:
    """What a command works on; the arguments are the global flags that override. Raises CommandError."""
    chosen = context or config.get("current-context") or ""
    found = entry(config, "contexts", chosen)
    if found is None:
        if context:
            raise CommandError(
                f"Error in configuration: context was not found for specified context: {context}", prefixed=False
            )
        found = {}
    if user and entry(config, "users", user) is None:
        raise CommandError(f'auth info "{user}" does not exist')
    name = cluster or found.get("cluster") or NAME
    if cluster and entry(config, "clusters", cluster) is None:
        raise CommandError(f'no server found for cluster "{cluster}"')
    return Target(name, namespace or found.get("namespace") or "default", chosen)


def add_cluster(config: Config, name: str) -> Config:
    """The configuration with a cluster of ours and its context, which becomes the current one."""
    sections: dict[str, dict[str, Any]] = {
        "clusters": {"cluster": {"server": SERVER}},
        "contexts": {"context": {"cluster": name, "user": NAME}},
    }
    changed = dict(config)
    for section, content in sections.items():
        others = [item for item in config.get(section) or () if item.get("name") != name]
        changed[section] = sorted([*others, {"name": name, **content}], key=lambda item: str(item["name"]))
    if entry(changed, "users", NAME) is None:
        changed["users"] = [*(config.get("users") or ()), {"name": NAME, "user": {}}]
    changed["current-context"] = name
    return changed
