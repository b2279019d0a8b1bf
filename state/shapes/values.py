"""Reads the scalars of a manifest as Go's types read their JSON: numbers, times, quantities, bytes."""

from __future__ import annotations

from typing import Any, Final

from minikctl.state import clock

ABSENT: Final = object()  # no value: null, or one that did not fit
LIMITS = {"int32": 2**31, "int64": 2**63}
BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"


class Unreadable(Exception):
    """A value that its type's own reader refuses; Go stops reading there."""


class Unfit(Exception):
    """JSON of the wrong kind. `target`: the type if it is not the field's; `words`: the whole sentence instead."""

    def __init__(self, value: str, target: str = "", *, fatal: bool = False, words: str = "") -> None:
        super().__init__(value)
        self.value = value
        self.target = target
        self.fatal = fatal
        self.words = words


def word(data: Any) -> str:
    """What Go calls a JSON value."""
    if isinstance(data, bool):
        return "bool"
    if isinstance(data, (int, float)):
        return "number"
    return "string" if isinstance(data, str) else "array" if isinstance(data, list) else "object"


def number_text(data: float) -> str:
    """A number as Go's encoder writes it."""
    if isinstance(data, int):
        return str(data)
    if data == int(data) and abs(data) < 1e21:
        return str(int(data))
    mantissa, _, exponent = repr(data).partition("e")
    return f"{mantissa}e{exponent[0]}{exponent[1:].lstrip('0')}" if exponent else mantissa


def zero(form: str) -> Any:
    """The empty value of a scalar, a list or a map, as Go writes it."""
    return ZEROES.get(form)


ZEROES: Final = {
    "string": "",
    "bytes": "",
    "bool": False,
    "int32": 0,
    "int64": 0,
    "float": 0,
    "intstr": 0,
    "quantity": "0",
    "duration": "0s",
}


def read_scalar(data: Any, form: str) -> Any:
    """A value read as a form. Raises Unfit or Unreadable."""
    if form == "string":
        if isinstance(data, str):
            return data
        raise Unfit(word(data))
    if form in LIMITS:
        return read_integer(data, form)
    if form == "bool":
        if isinstance(data, bool):
            return data
        raise Unfit(word(data))
    return READERS[form](data)


def read_integer(data: Any, form: str) -> int:
    if isinstance(data, float) and data == int(data) and abs(data) < 1e21:
        data = int(data)
    if isinstance(data, bool) or not isinstance(data, (int, float)):
        raise Unfit(word(data))
    limit = LIMITS[form]
    if isinstance(data, float) or not -limit <= data < limit:
        raise Unfit(f"number {number_text(data)}")
    return data


def read_float(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, (int, float)):
        raise Unfit(word(data))
    return data


def read_int_or_string(data: Any) -> int | str:
    """apimachinery's IntOrString: what is no string must be an int32."""
    if isinstance(data, str):
        return data
    try:
        return read_integer(data, "int32")
    except Unfit as misfit:
        raise Unfit(misfit.value, "int32", fatal=True) from None


def read_text(data: Any) -> str:
    """The string that times and durations are written as."""
    if not isinstance(data, str):
        raise Unfit(word(data), "string", fatal=True)
    return data


def read_time(data: Any) -> str:
    return clock.timestamp(moment(read_text(data), RFC3339))


def read_micro_time(data: Any) -> str:
    return clock.micro_timestamp(moment(read_text(data), RFC3339_MICRO))


def read_duration(data: Any) -> str:
    try:
        return clock.go_duration(clock.parse_duration(read_text(data)))
    except ValueError as problem:
        raise Unreadable(str(problem)) from None


def read_quantity(data: Any) -> str:
    """resource.Quantity reads any JSON as its text."""
    from minikctl.state import quantities  # only for the few fields that hold one

    text = data.strip() if isinstance(data, str) else number_text(data) if word(data) == "number" else "?"
    try:
        return quantities.canonical(text)
    except ValueError as problem:
        raise Unreadable(str(problem)) from None


def read_raw(data: Any) -> Any:
    from minikctl.state.objects import copy_tree

    return copy_tree(data)


def read_bytes(data: Any) -> str:
    if not isinstance(data, str):
        raise Unfit(word(data))
    place = corrupt_base64(data)
    if place >= 0:
        raise Unfit("", words=f"illegal base64 data at input byte {place}")
    return data.replace("\r", "").replace("\n", "")


READERS: Final = {
    "float": read_float,
    "intstr": read_int_or_string,
    "time": read_time,
    "microtime": read_micro_time,
    "duration": read_duration,
    "quantity": read_quantity,
    "raw": read_raw,
    "json": read_raw,
    "bytes": read_bytes,
}


def corrupt_base64(text: str) -> int:
    """Where Go's base64 decoder finds a fault, or -1; it passes over line ends."""
    places = [place for place, char in enumerate(text) if char not in "\r\n"]
    for count, place in enumerate(places):
        if text[place] in BASE64:
            continue
        within = count % 4
        if text[place] != "=" or within < 2:
            return place
        if within == 2:
            count += 1
            if count == len(places):
                return len(text)
            if text[places[count]] != "=":
                return places[count] - 1
        return places[count + 1] if count + 1 < len(places) else -1
    left = len(places) % 4
    return len(text) - left if left else -1


def moment(text: str, layout: str) -> float:
    """The moment of an RFC 3339 time. Raises Unreadable in the words of Go's time.Parse."""
    rest = text
    for element in ("2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"):
        rest = _after(text, layout, rest, element)
    zone = _after(text, layout, rest, ".000000") if layout == RFC3339_MICRO else _without_fraction(rest)
    if zone[:1] != "Z" and (zone[:1] not in ("+", "-") or len(zone) < 6 or zone[3] != ":"):
        raise Unreadable(f'parsing time "{text}" as "{layout}": cannot parse "{zone}" as "Z07:00"')
    extra = zone[1:] if zone[0] == "Z" else zone[6:]
    if extra:
        raise Unreadable(f'parsing time "{text}": extra text: "{extra}"')
    _check_range(text)
    return clock.parse_timestamp(text)


def _after(text: str, layout: str, rest: str, element: str) -> str:
    """What is left after one element of the layout: digits stand for digits."""
    size = len(element)
    given = rest[:size]
    fits = len(given) == size and all(
        a.isdigit() if b.isdigit() else a == b for a, b in zip(given, element, strict=True)
    )
    if not fits:
        raise Unreadable(f'parsing time "{text}" as "{layout}": cannot parse "{rest}" as "{element}"')
    return rest[size:]


def _without_fraction(rest: str) -> str:
    """What is left after a fraction of a second."""
    return rest[1:].lstrip("0123456789") if rest[:1] in (".", ",") else rest


def _check_range(text: str) -> None:
    """Refuses months, days, hours, minutes and seconds that do not exist."""
    year, month, day = int(text[0:4]), int(text[5:7]), int(text[8:10])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (0, 31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    checks = (
        ("month", 1 <= month <= 12),
        ("hour", int(text[11:13]) < 24),
        ("minute", int(text[14:16]) < 60),
        ("second", int(text[17:19]) < 60),
        ("day", 1 <= month <= 12 and 1 <= day <= days[month]),
    )
    for name, exists in checks:
        if not exists:
            raise Unreadable(f'parsing time "{text}": {name} out of range')
