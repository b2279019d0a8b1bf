"""Documents of a cluster file: YAML or JSON, a List, several documents, a pasted share line."""

from __future__ import annotations

import json
from typing import Any

from minikctl.errors import CommandError

Obj = dict[str, Any]

SHARED = "minikctl1:"  # what a share line begins with


def read_documents(data: bytes, name: str) -> list[Obj]:
    """The documents of a file. Raises CommandError with one sentence."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text") from None
    stripped = text.lstrip()
    if stripped.startswith(SHARED):
        text = unshared(stripped.strip(), name)
        stripped = text
    if stripped[:1] in ("{", "["):
        try:
            found = json.loads(text)
            return found if isinstance(found, list) else [found]
        except ValueError:
            pass
    documents = [one for one in _yaml(text, name) if one is not None]
    if not documents:
        raise CommandError(f"{name} holds no Kubernetes objects")
    for one in documents:
        if not isinstance(one, dict):
            raise CommandError(f"{name} holds something that is not a Kubernetes object")
    return documents


def _yaml(text: str, name: str) -> list[Any]:
    import yaml  # only for files that are not JSON

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {  # timestamps stay text, as JSON would have them
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in loader.yaml_implicit_resolvers.items()
    }
    plain = type("PlainLoader", (loader,), {"yaml_implicit_resolvers": resolvers})
    try:
        return list(yaml.load_all(text, Loader=plain))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise CommandError(f"{name} is not YAML{where}: {problem}") from None
    except RecursionError:
        raise CommandError(f"{name} is nested too deeply") from None


def shared(documents: list[Obj]) -> str:
    """Documents as one line that can be pasted."""
    from base64 import b85encode  # only for sharing
    from zlib import compress

    return SHARED + b85encode(compress(json.dumps(documents, separators=(",", ":")).encode(), 9)).decode()


def unshared(line: str, name: str) -> str:
    """The JSON text of a share line. Raises CommandError."""
    from base64 import b85decode  # only for sharing
    from zlib import decompressobj, error

    try:
        opener = decompressobj()
        data = opener.decompress(b85decode(line.removeprefix(SHARED)), 256 * 1024 * 1024)
        return data.decode()
    except (ValueError, error, UnicodeDecodeError):
        raise CommandError(f"{name} holds a damaged share line") from None
