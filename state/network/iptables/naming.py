"""Names of kube-proxy's chains: sixteen base32 characters of a SHA-256 (pkg/proxy/iptables, portProtoHash)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha256 import sha256
    except ImportError:  # Python 3.12 and later: the module has another name
        from hashlib import sha256

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PAIRS = [first + second for first in LETTERS for second in LETTERS]  # ten bits at a time


def base32_16(text: str) -> str:
    """The first 16 base32 characters of the SHA-256 of a text."""
    digest = sha256(text.encode()).digest()
    high, low = int.from_bytes(digest[:5], "big"), int.from_bytes(digest[5:10], "big")
    pairs = PAIRS
    return (
        pairs[high >> 30]
        + pairs[high >> 20 & 1023]
        + pairs[high >> 10 & 1023]
        + pairs[high & 1023]
        + pairs[low >> 30]
        + pairs[low >> 20 & 1023]
        + pairs[low >> 10 & 1023]
        + pairs[low & 1023]
    )


def service_hash(name: str, protocol: str) -> str:
    """What the service chains of a port share; `name` is `namespace/service:port`, protocol in lower case."""
    return base32_16(name + protocol)


def endpoint_chain(name: str, protocol: str, endpoint: str) -> str:
    """The chain of one backend (`ip:port`) of a service port."""
    return "KUBE-SEP-" + base32_16(name + protocol + endpoint)
