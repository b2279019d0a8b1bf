"""ClusterRoles. Their list has the server's plain columns: name and creation time."""

from __future__ import annotations

from minikctl.state.kinds.kind import Rules
from minikctl.state.kinds.rbac.roles import cluster_role_errors, defaults, describe, name_errors

RULES = Rules(defaults=defaults, validate=cluster_role_errors, name_errors=name_errors, describe=describe)
