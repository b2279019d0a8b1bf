"""Finding: something that is wrong in a cluster, what follows from it, and what would repair it."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import Obj, name_of, namespace_of

BROKEN, WARN = "broken", "warn"

REFUSED = "connections are refused (REJECT)"
NAMELESS = "clients get nothing: the name has no address"

# Causes stand before what follows from them: what is nearer to the programs first, then Services, then what is around.
CHAIN = (
    *("SD15", "SD06", "SD01", "SD02", "SD04", "SD05", "SD18", "SD16", "SD07", "SD09", "SD22", "SD12", "SD20"),
    *("SD14", "SD08", "SD13", "SD11", "SD17", "SD10", "SD03", "SD21", "SD19"),
)
DNS = "kube-system/kube-dns"


class Finding(NamedTuple):
    """A finding; `services` are the keys of the Services whose traffic it keeps."""

    code: str  # SD01 …: what kind of finding it is
    severity: str  # BROKEN: somebody gets nothing; WARN: somebody may
    object: str  # service/default/web
    sentence: str
    consequence: str
    fix: str = ""
    services: tuple[str, ...] = ()

    @property
    def importance(self) -> tuple[bool, bool, int, str]:
        """What is sorted by: the cluster's DNS, what is broken, causes before effects, then the name."""
        return (DNS not in self.services, self.severity != BROKEN, CHAIN.index(self.code), self.object)

    def json(self) -> Obj:
        """{code, object, sentence, consequence, fix}"""
        return {
            "code": self.code,
            "object": self.object,
            "sentence": self.sentence,
            "consequence": self.consequence,
            "fix": self.fix,
        }


def object_name(kind: Kind, obj: Obj) -> str:
    """`service/default/web`, `node/node-1`."""
    return "/".join([part for part in (kind.singular, namespace_of(obj), name_of(obj)) if part])


def counted(number: int, word: str) -> str:
    """`1 pod`, `2 pods`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(words: list[str], most: int = 3) -> str:
    """`a, b and 2 more`."""
    more = len(words) - most
    return ", ".join(words) if more <= 0 else f"{', '.join(words[:most])} and {more} more"


def pairs(labels: dict[str, str]) -> str:
    """`app=web,tier=front`: labels as commands take them."""
    return ",".join([f"{key}={value}" for key, value in labels.items()])
