"""What `config set` and `config unset` name: `current-context`, `contexts.dev.namespace`, `clusters.c.server` ..."""

from __future__ import annotations

import base64
from typing import Any

from minikctl.commands.config.kubeconfig import ORDER
from minikctl.contexts import ENTRIES, Config, entry
from minikctl.errors import CommandError
from minikctl.grammar.values import boolean

BOOLEANS = ("insecure-skip-tls-verify", "disable-compression", "colors")
TOP = ("current-context", "preferences", "kind", "apiVersion", "extensions", *ENTRIES)


class Property:
    """A dotted name, cut into section, entry and field. Raises CommandError for what is no property."""

    def __init__(self, text: str, config: Config) -> None:
        self.text = text
        self.section, _, rest = text.partition(".")
        if self.section not in TOP:
            raise CommandError(f"unable to parse {text} after [] at api.Config")
        if self.section in ENTRIES:
            self.name, self.field = self._entry_and_field(rest, config)
        else:
            self.name, self.field = "", rest
        if self.field and not self._is_known():
            raise CommandError(f"unable to parse one or more field values of {text}")

    def _entry_and_field(self, rest: str, config: Config) -> tuple[str, str]:
        """The entry may have dots in its name: a field that is known ends the name."""
        name, dot, field = rest.rpartition(".")
        if dot and field in ORDER[self.section]:
            return name, field
        if entry(config, self.section, rest) is not None or not dot:
            return rest, ""
        return rest, ""

    def _is_known(self) -> bool:
        if self.section in ENTRIES:
            return self.field in ORDER[self.section]
        return self.section == "preferences" and self.field == "colors"


def set_value(config: Config, text: str, value: str, raw: bool) -> Config:
    """The configuration with one value set. Raises CommandError."""
    found = Property(text, config)
    if found.section in ENTRIES:
        if not found.field:
            names = " ".join(f"{item['name']}:0xc000000000" for item in config.get(found.section) or ())
            raise CommandError(f"can't set a map to a value: map[{names}]")
        return with_entry(config, found, typed(found.field, value, raw))
    if found.field:
        return {
            **config,
            found.section: {**(config.get(found.section) or {}), found.field: typed(found.field, value, raw)},
        }
    return {**config, found.section: value}


def typed(field: str, value: str, raw: bool) -> Any:
    """A value as its field has it."""
    if field in BOOLEANS:
        try:
            return boolean(value)
        except ValueError as error:
            raise CommandError(str(error)) from None
    if field.endswith("-data"):
        if raw:
            return base64.b64encode(value.encode()).decode()
        try:
            base64.b64decode(value, validate=True)
        except ValueError:
            raise CommandError("error decoding input value: illegal base64 data at input byte 0") from None
    return value


def with_entry(config: Config, found: Property, value: Any) -> Config:
    """The configuration with a field of an entry set, or (None) removed."""
    content = dict(entry(config, found.section, found.name) or {})
    if value is None:
        content.pop(found.field, None)
    else:
        content[found.field] = value
    others = [item for item in config.get(found.section) or () if item.get("name") != found.name]
    return {**config, found.section: [*others, {"name": found.name, ENTRIES[found.section]: content}]}


def unset_value(config: Config, text: str) -> Config:
    """The configuration without one value. Raises CommandError."""
    found = Property(text, config)
    if found.section not in ENTRIES:
        return {**config, found.section: {} if found.section == "preferences" else ""}
    if not found.name:
        return {**config, found.section: None}
    if not found.field:
        return {
            **config,
            found.section: [item for item in config.get(found.section) or () if item["name"] != found.name],
        }
    if entry(config, found.section, found.name) is None:
        raise CommandError(f"current map key `{found.name}` is invalid")
    return with_entry(config, found, None)
