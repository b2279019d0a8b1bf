"""Ages in views: those of `get`, but a moment that cannot be read does not keep the view from being drawn."""

from __future__ import annotations

from minikctl.state.clock import age_since


def age_of(moment: str | None, now: float) -> str:
    """`5m12s` since a timestamp; `<unknown>` without one, `<invalid>` for one that nobody can read."""
    try:
        return age_since(moment, now)
    except (ValueError, IndexError, TypeError):
        return "<invalid>"
