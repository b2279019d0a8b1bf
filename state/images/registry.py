"""Which row of IMAGES an image is, whether it can be pulled, and what runs in a container."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from minikctl.state.images import IMAGES, Image, Pull, normalized

if TYPE_CHECKING:
    from minikctl.state.images.app import App
    from minikctl.state.view import View

Obj = dict[str, Any]


OFFICIAL = frozenset(
    [
        "nginx",
        "httpd",
        "mongo",
        "redis",
        "mysql",
        "mariadb",
        "postgres",
        "memcached",
        "busybox",
        "alpine",
        "ubuntu",
        "debian",
        "python",
        "node",
        "golang",
        "tomcat",
        "haproxy",
        "traefik",
        "rabbitmq",
        "wordpress",
        "fedora",
        "centos",
    ]
)
ABSENT = (
    r"non-?-?existent|does-?-?not-?-?exist|doesnt-?exist|not-?-?exist|no-?such|nope|not-?found|notreal|not-a-real|"
    r"invalid|missing-(image|tag)|fake-(image|tag)|bad-(image|tag)|badtag|wrong-?(image|tag)|bogus|unknown-(image|tag)|typo"
)
REFERENCE = (
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?/)?"
    r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)


@lru_cache(maxsize=512)
def row(reference: str) -> Image | None:
    """The row of an image, None for one that is not known."""
    repository, _ = normalized(reference)
    return next((image for image in IMAGES if re.fullmatch(image.repository, repository)), None)


def app(view: View, pod: Obj, container: Obj, memory: Obj | None = None) -> App:
    """What runs in a container; `memory` is what the node knows of it, if newer than the view's."""
    reference = str(container.get("image") or "")
    repository, tag = normalized(reference)
    entry = _own(view, repository)
    if entry is not None:
        from minikctl.state.images.own import Own  # only where there are any

        mine = Own(view, pod, container, repository, tag).described(entry)
        mine.known = memory
        return mine
    found = row(reference)
    module, _, name = (found.app if found else "unknown:Unknown").partition(":")
    kind = getattr(import_module(f"minikctl.state.images.{module}"), name)
    made: App = kind(view, pod, container, repository, tag)
    made.known = memory
    return made


def _own(view: View, repository: str) -> Obj | None:
    """The document of an image that a user has added."""
    known = view.stored("_settings", "images")
    found: Obj | None = (known.get("images") or {}).get(repository) if known else None
    return found


def is_valid(reference: str) -> bool:
    """Whether a reference can be read at all (distribution's grammar)."""
    return re.fullmatch(REFERENCE, reference) is not None


def pull(view: View, reference: str) -> Pull:
    """Whether an image can be had, how long that takes, how large it is."""
    from minikctl.state.chance import Chance

    repository, tag = normalized(reference)
    chance = Chance(str(view.settings["seed"]))
    name = f"{repository}:{tag}" if tag else reference.partition("@")[0]
    entry = _own(view, repository)
    if entry is not None:
        lacking = bool(entry.get("tags")) and tag not in [str(one) for one in entry["tags"]]
        return Pull(not_found(name) if lacking else "", 0.9, 20_000_000)
    found = row(reference)
    size = (found.size if found else 0) or 9_000_000 + chance.number(f"size/{name}", 90_000_000)
    seconds = round(0.8 + size / 60_000_000 + 1.2 * chance.fraction(f"pull/{name}"), 3)
    if found is not None and tag and not re.fullmatch(found.tags, tag):
        return Pull(not_found(name), 0.9, size)
    words = repository.rpartition("/")[2]
    if found is None and repository.startswith("docker.io/library/") and is_misspelt(words):
        return Pull(denied(name), 0.9, size)
    if found is None and re.search(ABSENT, repository):
        return Pull(denied(name) if repository.startswith("docker.io/") else not_found(name), 0.9, size)
    if tag and re.search(ABSENT, tag.lower()):
        return Pull(not_found(name), 0.9, size)
    return Pull("", seconds, size)


def not_found(name: str) -> str:
    """containerd's words about a tag that a repository does not have."""
    return (
        f'rpc error: code = NotFound desc = failed to pull and unpack image "{name}": '
        f'failed to resolve reference "{name}": {name}: not found'
    )


def denied(name: str) -> str:
    """containerd's words about a repository that a registry does not know."""
    return (
        f'rpc error: code = Unknown desc = failed to pull and unpack image "{name}": '
        f'failed to resolve reference "{name}": pull access denied, repository does not exist or may require '
        "authorization: server message: insufficient_scope: authorization failed"
    )


def is_misspelt(name: str) -> bool:
    """Whether a name is one slip of the finger away from a well-known image."""
    return any(_slip(name, known) for known in OFFICIAL) and name not in OFFICIAL


def _slip(name: str, known: str) -> bool:
    if len(known) < 5 or abs(len(name) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(name), len(known)) and name[start] == known[start]:
        start += 1
    left, right = name[start:], known[start:]
    swapped = len(left) > 1 and left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
