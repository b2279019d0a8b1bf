"""`cpu=100m,memory=1Gi` as quantities of resources."""

from __future__ import annotations

from minikctl.errors import CommandError


def resource_list(text: str) -> dict[str, str]:
    """The quantities of a text. Raises CommandError."""
    from minikctl.state.quantities import canonical  # only where there are any

    found: dict[str, str] = {}
    for item in text.split(",") if text else []:
        parts = item.split("=")
        if len(parts) != 2:
            raise CommandError(f"Invalid argument syntax {item}, expected <resource>=<value>")
        try:
            found[parts[0]] = canonical(parts[1])
        except ValueError as error:
            raise CommandError(str(error)) from None
    return found
