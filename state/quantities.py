"""Quantities of resources (`100m`, `1Gi`, `1e3`): parsing, comparing, adding, writing canonically.

The grammar and the canonical form are those of apimachinery's resource.Quantity. A value is kept exactly, as a whole
number of nanos; nothing finer than a nano can be written.
"""

from __future__ import annotations

import re

from minikctl.state.values import NamedTuple

DECIMAL, BINARY, EXPONENT = "DecimalSI", "BinarySI", "DecimalExponent"
NANO = 1_000_000_000
LARGEST = (2**63 - 1) * NANO

FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
NUMBER_WRONG = "unable to parse numeric part of quantity"
SUFFIX_WRONG = "unable to parse quantity's suffix"

DECIMAL_POWERS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY_POWERS = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
DECIMAL_SUFFIXES = {power: suffix for suffix, power in DECIMAL_POWERS.items()}
BINARY_SUFFIXES = {power: suffix for suffix, power in BINARY_POWERS.items()}

GRAMMAR = re.compile(r"([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)\Z")


class Quantity(NamedTuple):
    """A value in nanos and the form in which it is to be written."""

    nanos: int
    form: str = DECIMAL

    def __str__(self) -> str:
        return _canonical(self)


ZERO = Quantity(0)


def parse(text: str) -> Quantity:
    """The quantity that a text says. Raises ValueError with apimachinery's words."""
    if not text:
        raise ValueError(FORMAT_WRONG)
    match = GRAMMAR.match(text)
    if match is None:
        raise ValueError(FORMAT_WRONG)
    sign, _, digits, fraction, suffix = match.groups()
    fraction = fraction or ""
    form, power = _suffix(suffix)
    unscaled = int((digits or "0") + fraction)
    nanos = _scaled(unscaled, len(fraction), form, power)
    if not _is_small(form, power, len(digits), len(fraction)):
        nanos = min(nanos, LARGEST)
    if form == BINARY and 0 < nanos < NANO:
        form = DECIMAL  # apimachinery: a binary quantity below one is shown in decimals
    return Quantity(-nanos if sign == "-" else nanos, form)


def _suffix(text: str) -> tuple[str, int]:
    """The form and the power that a suffix stands for."""
    if text in DECIMAL_POWERS:
        return DECIMAL, DECIMAL_POWERS[text]
    if text in BINARY_POWERS:
        return BINARY, BINARY_POWERS[text]
    if len(text) > 1 and text[0] in "eE":
        try:
            return EXPONENT, int(text[1:])
        except ValueError:
            pass
    raise ValueError(SUFFIX_WRONG)


def _scaled(unscaled: int, places: int, form: str, power: int) -> int:
    """unscaled / 10**places in units of 2**power or 10**power, in nanos, rounded up."""
    if form == BINARY:
        return -(-(unscaled * NANO << power) // _ten_to(places))
    top, bottom = unscaled * NANO * _ten_to(max(power, 0)), _ten_to(places + max(-power, 0))
    return -(-top // bottom)


def _ten_to(power: int) -> int:
    return int("1" + "0" * power)


def _is_small(form: str, power: int, digits: int, places: int) -> bool:
    """Whether apimachinery keeps the value as a scaled int64, which it does not cap."""
    if form == BINARY:
        return places == 0 and 15 - digits - int(power * 3 / 10) - 1 >= 0
    return 18 - digits - places >= 0 and power - places >= -9


def _canonical(quantity: Quantity) -> str:
    nanos, form = quantity
    if nanos == 0:
        return "0"
    if form == BINARY and abs(nanos) >= 1024 * NANO and nanos % NANO == 0:
        number, power = nanos // NANO, 0
        while number % 1024 == 0 and power < 60:
            number, power = number // 1024, power + 10
        return f"{number}{BINARY_SUFFIXES.get(power, '')}"
    number, power = nanos, -9
    while number % 1000 == 0 and (form == EXPONENT or power < 18):
        number, power = number // 1000, power + 3
    if form == EXPONENT:
        return f"{number}e{power}" if power else str(number)
    return f"{number}{DECIMAL_SUFFIXES[power]}"


def canonical(text: str) -> str:
    """A quantity's text in canonical form. Raises ValueError as `parse`."""
    return _canonical(parse(text))


def stored(text: str) -> str:
    """A quantity as a server stores it in a ResourceList: rounded up to thousandths, canonical."""
    return _canonical(rounded_up(parse(text)))


def rounded_up(quantity: Quantity, power: int = -3) -> Quantity:
    """The quantity rounded up, away from zero, to a power of ten."""
    unit = _ten_to(9 + power)
    nanos = -(-abs(quantity.nanos) // unit) * unit
    return Quantity(-nanos if quantity.nanos < 0 else nanos, quantity.form)


def compare(left: str, right: str) -> int:
    """-1, 0 or 1 as the left text is less than, equal to or more than the right one."""
    first, second = parse(left).nanos, parse(right).nanos
    return (first > second) - (first < second)


def add(left: Quantity, right: Quantity) -> Quantity:
    """The sum, in the left one's form; nothing takes over the form of what is added."""
    return Quantity(left.nanos + right.nanos, left.form if left.nanos else right.form)


def subtract(left: Quantity, right: Quantity) -> Quantity:
    return Quantity(left.nanos - right.nanos, left.form if left.nanos else right.form)


def value(quantity: Quantity) -> int:
    """The value as a whole number, rounded up."""
    return rounded_up(quantity, 0).nanos // NANO


def milli_value(quantity: Quantity) -> int:
    """The value in thousandths, rounded up."""
    return rounded_up(quantity, -3).nanos // 1_000_000


def is_quantity(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
