"""RoleBindings."""

from __future__ import annotations

from minikctl.state.kinds.kind import Rules
from minikctl.state.kinds.rbac.bindings import COLUMNS, defaults, describe, role_binding_errors, update_errors
from minikctl.state.kinds.rbac.roles import name_errors

RULES = Rules(
    columns=COLUMNS,
    defaults=defaults,
    validate=role_binding_errors,
    validate_update=update_errors,
    name_errors=name_errors,
    describe=describe,
)
