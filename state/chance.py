"""The only source of chance: everything that looks random, as a function of the seed and of its purpose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from minikctl.state.digests import sha256

ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # apimachinery's alphanums: no vowels, no look-alikes
T = TypeVar("T")


class Chance:
    """Draws for a purpose: the same seed and purpose give the same draw, whatever else was drawn."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def bytes(self, purpose: str) -> bytes:
        """32 bytes."""
        return sha256(f"{self.seed}/{purpose}".encode()).digest()

    def number(self, purpose: str, below: int) -> int:
        """An integer from 0 up to and without `below`."""
        return int.from_bytes(self.bytes(purpose)[:16], "big") % below

    def fraction(self, purpose: str) -> float:
        """A number from 0 up to and without 1."""
        return int.from_bytes(self.bytes(purpose)[:7], "big") / (1 << 56)

    def suffix(self, purpose: str, length: int = 5) -> str:
        """A generated name's suffix (apimachinery's rand.String)."""
        value, chars = int.from_bytes(self.bytes(purpose), "big"), []
        for _ in range(length):
            value, index = divmod(value, len(ALPHABET))
            chars.append(ALPHABET[index])
        return "".join(chars)

    def uid(self, purpose: str) -> str:
        """A version 4 UUID."""
        digits = self.bytes(purpose)[:16].hex()
        variant = "89ab"[int(digits[16], 16) % 4]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"

    def choice(self, purpose: str, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.number(purpose, len(options))]


def safe_encode(text: str) -> str:
    """apimachinery's rand.SafeEncodeString: a text's characters mapped into the alphabet of suffixes."""
    return "".join(ALPHABET[ord(char) % len(ALPHABET)] for char in text)
