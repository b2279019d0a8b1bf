"""JSONPath templates, as servers read the columns of custom kinds and kubectl reads -o jsonpath."""

from __future__ import annotations

from minikctl.state.jsonpath.evaluate import JsonPath, PathError, value_text

__all__ = ["JsonPath", "PathError", "value_text"]
