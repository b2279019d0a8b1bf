"""The catalogue of images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.images import Behaviour, Pull

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def pull(view: View, reference: str) -> Pull:
    """Every image can be had."""
    return Pull()


def behaviour(view: View, pod: Obj, container: Obj) -> Behaviour:
    """Every container stays."""
    return Behaviour()
