"""What roles and bindings share (rbac.authorization.k8s.io/v1)."""
