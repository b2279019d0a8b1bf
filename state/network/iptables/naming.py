"""Names of kube-proxy's chains: sixteen base32 characters of a SHA-256 (pkg/proxy/iptables, portProtoHash)."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from minikctl.state.digests import sha256

FIVE_AND_FIVE = struct.Struct(">IBIB").unpack_from  # ten bytes as two times forty bits
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PAIRS = [first + second for first in LETTERS for second in LETTERS]  # ten bits at a time


def base32_16(text: str) -> str:
    """The first 16 base32 characters of the SHA-256 of a text."""
    return chains_of("", "", (text,))[text]


def chains_of(start: str, prefix: str, texts: Iterable[str]) -> dict[str, str]:
    """text -> `start` and the hash of prefix and text; one loop without calls, for there may be 100,000 of them."""
    pairs, digest_of, five_and_five = PAIRS, sha256, FIVE_AND_FIVE
    found = {}
    for text in texts:
        a, b, c, d = five_and_five(digest_of((prefix + text).encode()).digest())
        found[text] = (
            f"{start}{pairs[a >> 22]}{pairs[a >> 12 & 1023]}{pairs[a >> 2 & 1023]}{pairs[(a & 3) << 8 | b]}"
            f"{pairs[c >> 22]}{pairs[c >> 12 & 1023]}{pairs[c >> 2 & 1023]}{pairs[(c & 3) << 8 | d]}"
        )
    return found


def service_hash(name: str, protocol: str) -> str:
    """What the service chains of a port share; `name` is `namespace/service:port`, protocol in lower case."""
    return base32_16(name + protocol)


def endpoint_chain(name: str, protocol: str, endpoint: str) -> str:
    """The chain of one backend (`ip:port`) of a service port."""
    return "KUBE-SEP-" + base32_16(name + protocol + endpoint)
