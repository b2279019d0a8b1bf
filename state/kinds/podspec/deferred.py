"""Functions that are imported when they are first called: rules that only some commands need."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def deferred(module: str, name: str) -> Callable[..., Any]:
    """A stand-in for `minikctl.state.kinds.<module>.<name>` that imports it at its first call.

    Listing pods must not load what validates or describes them (section "Imports" of the house rules).
    """

    def call(*arguments: Any) -> Any:
        return getattr(import_module(f"minikctl.state.kinds.{module}"), name)(*arguments)

    call.__name__ = name
    return call
