"""Tokens in the form of a JWT, as `create token` and the server hand them out."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from minikctl.state.chance import Chance
from minikctl.state.gotext import json_line

Obj = dict[str, Any]


def signed(claims: Obj, chance: Chance) -> str:
    """A token in the form of a JWT; its signature only looks like one."""
    key = encoded(chance.bytes("signing key"))
    head = {"alg": "RS256", "kid": key}
    body = ".".join(encoded(json_line(part, ordered=True).encode()) for part in (head, claims))
    signature = b"".join(chance.bytes(f"signature/{part}/{body}") for part in range(8))
    return f"{body}.{encoded(signature)}"


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
