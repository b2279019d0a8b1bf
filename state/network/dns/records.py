"""DNS records and answers as values."""

from __future__ import annotations

from typing import Any, NamedTuple


class Record(NamedTuple):
    """One resource record; names end with a dot."""

    name: str
    type: str
    ttl: int
    data: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "type": self.type, "ttl": self.ttl, "data": self.data}


class Answer(NamedTuple):
    """What a server answers; no data is NOERROR without answers."""

    rcode: str = "NOERROR"
    answers: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()

    @property
    def result(self) -> str:
        """NOERROR, NODATA, or the code of the error."""
        return "NODATA" if self.rcode == "NOERROR" and not self.answers else self.rcode


NXDOMAIN = Answer("NXDOMAIN")
SERVFAIL = Answer("SERVFAIL")


def absolute(name: str) -> str:
    """A name with its final dot."""
    return name if name.endswith(".") else name + "."


def is_below(name: str, zone: str) -> bool:
    """Whether a name is in a zone, without regard to case."""
    low, zone = name.lower(), zone.lower()
    return zone == "." or low == zone or low.endswith("." + zone)
