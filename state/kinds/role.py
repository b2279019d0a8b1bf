"""Roles. Their list has the server's plain columns: name and creation time."""

from __future__ import annotations

from minikctl.state.kinds.kind import Rules
from minikctl.state.kinds.rbac.roles import defaults, describe, name_errors, role_errors

RULES = Rules(defaults=defaults, validate=role_errors, name_errors=name_errors, describe=describe)
