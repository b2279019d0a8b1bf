"""Custom resources: their OpenAPI v3 schemas prune, default and validate as an API server has them do.

Source: apiextensions-apiserver (schema/pruning, schema/defaulting, validation), kube-openapi's validation errors.
"""

from __future__ import annotations

from minikctl.state.structural.reading import decoded, defaulted, schema_of
from minikctl.state.structural.validation import validate

__all__ = ["decoded", "defaulted", "schema_of", "validate"]
