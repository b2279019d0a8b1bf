"""Field errors that workloads share, and values as Go's %#v writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, GoText, go_quote, go_value, invalid, not_supported

Obj = dict[str, Any]

NEGATIVE = "must be greater than or equal to 0"
IMMUTABLE = "field is immutable"
PERCENT = names.pattern_error(
    "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%"
)


def unsupported(field: str, value: object, allowed: Iterable[str]) -> FieldError:
    """Like `fields.not_supported`, but the values stay in the order in which Kubernetes lists them."""
    listed = ", ".join(go_quote(name) for name in allowed)
    return not_supported(field, value, ())._replace(
        body=f"Unsupported value: {go_value(value)}: supported values: {listed}"
    )


def negative(field: str, value: Any) -> Iterator[FieldError]:
    """ValidateNonnegativeField; an absent number is fine."""
    if value is not None and value < 0:
        yield invalid(field, value, NEGATIVE)


def by_check(field: str, value: str, check: Callable[[str], list[str]]) -> Iterator[FieldError]:
    """One error for each message of a name check."""
    for message in check(value):
        yield invalid(field, value, message)


def labels_errors(field: str, labels: Mapping[str, str] | None) -> Iterator[FieldError]:
    """ValidateLabels: keys and values, all at the field of the map."""
    for key, value in sorted((labels or {}).items()):
        yield from by_check(field, key, names.qualified_name)
        yield from by_check(field, value, names.label_value)


def annotations_errors(field: str, annotations: Mapping[str, str] | None) -> Iterator[FieldError]:
    """ValidateAnnotations: keys are checked in lower case."""
    for key in sorted(annotations or {}):
        for message in names.qualified_name(key.lower()):
            yield invalid(field, key, message)


def go_int_or_string(value: int | str) -> GoText:
    """An intstr.IntOrString: `intstr.IntOrString{Type:0, IntVal:1, StrVal:""}`."""
    if isinstance(value, str):
        return GoText(f"intstr.IntOrString{{Type:1, IntVal:0, StrVal:{go_quote(value)}}}")
    return GoText(f'intstr.IntOrString{{Type:0, IntVal:{value}, StrVal:""}}')


def go_map(values: Mapping[str, str] | None) -> GoText:
    """A map of strings; Go tells an absent one from an empty one."""
    return GoText("map[string]string(nil)" if values is None else go_value(dict(values)))


def go_strings(values: Iterable[str] | None, kind: str = "[]string") -> GoText:
    """A slice of strings."""
    if values is None:
        return GoText(f"{kind}(nil)")
    return GoText(kind + "{" + ", ".join(go_quote(value) for value in values) + "}")


def go_selector(selector: Obj | None) -> GoText:
    """A metav1.LabelSelector."""
    if selector is None:
        return GoText("null")
    expressions = selector.get("matchExpressions")
    shown = "[]v1.LabelSelectorRequirement(nil)"
    if expressions is not None:
        listed = ", ".join(_requirement(expression) for expression in expressions)
        shown = f"[]v1.LabelSelectorRequirement{{{listed}}}"
    return GoText(f"v1.LabelSelector{{MatchLabels:{go_map(selector.get('matchLabels'))}, MatchExpressions:{shown}}}")


def _requirement(expression: Obj) -> str:
    key, operator = go_quote(expression.get("key") or ""), go_quote(expression.get("operator") or "")
    values = go_strings(expression.get("values"))
    return f"v1.LabelSelectorRequirement{{Key:{key}, Operator:{operator}, Values:{values}}}"


def int_or_percent(field: str, value: int | str) -> Iterator[FieldError]:
    """ValidatePositiveIntOrPercent."""
    if isinstance(value, int):
        yield from negative(field, value)
    elif not re.fullmatch("[0-9]+%", value):
        yield invalid(field, go_int_or_string(value), PERCENT)


def int_or_percent_value(value: int | str) -> int:
    """The number or the percentage; a text that is neither counts as nothing."""
    if isinstance(value, int):
        return value
    return int(value.removesuffix("%")) if re.fullmatch("[0-9]+%?", value) else 0


def over_hundred(field: str, value: int | str) -> Iterator[FieldError]:
    """IsNotMoreThan100Percent."""
    if isinstance(value, str) and value.endswith("%") and int_or_percent_value(value) > 100:
        yield invalid(field, go_int_or_string(value), "must not be greater than 100%")


def immutable(field: str, new: object, old: object, shown: object = None) -> Iterator[FieldError]:
    """ValidateImmutableField; `shown` is the new value as Go writes it."""
    if new != old:
        yield invalid(field, new if shown is None else shown, IMMUTABLE)
