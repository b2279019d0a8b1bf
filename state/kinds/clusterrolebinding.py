"""ClusterRoleBindings."""

from __future__ import annotations

from minikctl.state.kinds.kind import Rules
from minikctl.state.kinds.rbac.bindings import COLUMNS, cluster_role_binding_errors, defaults, describe, update_errors
from minikctl.state.kinds.rbac.roles import name_errors

RULES = Rules(
    columns=COLUMNS,
    defaults=defaults,
    validate=cluster_role_binding_errors,
    validate_update=update_errors,
    name_errors=name_errors,
    describe=describe,
)
