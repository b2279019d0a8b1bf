"""The only source of time: clocks, timestamps, durations and ages.

A moment is a float: seconds since the epoch, UTC.
"""

from __future__ import annotations

import time
from typing import Protocol

UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


class Clock(Protocol):
    """Tells the time; a scripted one can be moved."""

    def now(self) -> float:
        """The moment it is, in seconds since the epoch."""

    def sleep(self, seconds: float) -> None:
        """Lets that much time pass."""


class RealClock:
    """The machine's time."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class ScriptedClock:
    """A clock that stands still until it is moved."""

    is_scripted = True

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += max(0.0, seconds)

    def advance_to(self, moment: float) -> None:
        """Moves to a moment; never back."""
        self._now = max(self._now, moment)


def civil(moment: float) -> tuple[int, int, int, int, int, int]:
    """Year, month, day, hour, minute, second of a moment, in UTC (whole seconds, rounded down)."""
    fields = time.gmtime(moment // 1)
    return fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]


def timestamp(moment: float) -> str:
    """RFC 3339 in whole seconds, as metav1.Time is written: `2026-01-02T03:04:05Z`."""
    year, month, day, hour, minute, second = civil(moment)
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"


def micro_timestamp(moment: float) -> str:
    """RFC 3339 with six decimals, as metav1.MicroTime is written."""
    micros = round((moment % 1) * 1_000_000)
    if micros == 1_000_000:
        return timestamp(moment + 1)[:-1] + ".000000Z"
    return f"{timestamp(moment)[:-1]}.{micros:06}Z"


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc1123(moment: float) -> str:
    """RFC 1123 with a numeric zone, as describe pages show times: `Fri, 02 Jan 2026 03:04:05 +0000`."""
    fields = time.gmtime(moment // 1)
    day = f"{WEEKDAYS[fields[6]]}, {fields[2]:02} {MONTHS[fields[1] - 1]} {fields[0]:04}"
    return f"{day} {fields[3]:02}:{fields[4]:02}:{fields[5]:02} +0000"


def parse_timestamp(text: str) -> float:
    """The moment of an RFC 3339 timestamp. Raises ValueError if the text is none."""
    head, rest = text[:19], text[19:]
    if len(head) != 19 or head[10] not in "Tt ":
        raise ValueError(f"not a timestamp: {text!r}")
    fields = (int(head[0:4]), int(head[5:7]), int(head[8:10]), int(head[11:13]), int(head[14:16]), int(head[17:19]))
    fraction = 0.0
    if rest.startswith("."):
        digits = 1
        while digits < len(rest) and rest[digits].isdigit():
            digits += 1
        fraction, rest = float("0" + rest[:digits]), rest[digits:]
    offset = 0
    if rest not in ("Z", "z"):
        if len(rest) != 6 or rest[0] not in "+-":
            raise ValueError(f"not a timestamp: {text!r}")
        offset = (int(rest[1:3]) * 60 + int(rest[4:6])) * (60 if rest[0] == "+" else -60)
    year, month, day, hour, minute, second = fields
    return days_since_epoch(year, month, day) * 86400 + hour * 3600 + minute * 60 + second + fraction - offset


def days_since_epoch(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a Gregorian date; worked out here because `calendar` and `datetime` cost 2 ms to load."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError(f"not a date: {year:04}-{month:02}-{day:02}")
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)  # years that begin with March
    century = year // 100
    return 146097 * century // 4 + 1461 * (year % 100) // 4 + (153 * month + 2) // 5 + day - 719469


def age(seconds: float) -> str:
    """A duration as kubectl shows ages: apimachinery's duration.HumanDuration."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 0:
        return "0s"
    if whole < 120:
        return f"{whole}s"
    minutes = whole // 60
    if minutes < 10:
        return f"{minutes}m" if whole % 60 == 0 else f"{minutes}m{whole % 60}s"
    if minutes < 180:
        return f"{minutes}m"
    hours = whole // 3600
    if hours < 8:
        return f"{hours}h" if minutes % 60 == 0 else f"{hours}h{minutes % 60}m"
    if hours < 48:
        return f"{hours}h"
    if hours < 192:
        return f"{hours // 24}d" if hours % 24 == 0 else f"{hours // 24}d{hours % 24}h"
    days = hours // 24
    if days < 730:
        return f"{days}d"
    years, left = days // 365, days % 365
    if years < 8:
        return f"{years}y" if left == 0 else f"{years}y{left}d"
    return f"{years}y"


def age_since(text: str | None, now: float) -> str:
    """The age of an RFC 3339 timestamp, or `<unknown>` where there is none."""
    return age(now - parse_timestamp(text)) if text else "<unknown>"


def parse_duration(text: str) -> float:
    """Seconds of a Go duration (`1h30m`, `500ms`, `-1s`, `0`). Raises ValueError in Go's words."""
    body = text[1:] if text[:1] in "+-" else text
    if body == "0":
        return 0.0
    total, position = 0.0, 0
    while position < len(body):
        start = position
        while position < len(body) and (body[position].isdigit() or body[position] == "."):
            position += 1
        number = body[start:position]
        start = position
        while position < len(body) and not (body[position].isdigit() or body[position] == "."):
            position += 1
        unit = body[start:position]
        if not number or number == "." or number.count(".") > 1:
            raise ValueError(f'time: invalid duration "{text}"')
        if not unit:
            raise ValueError(f'time: missing unit in duration "{text}"')
        if unit not in UNITS:
            raise ValueError(f'time: unknown unit "{unit}" in duration "{text}"')
        total += float(number) * UNITS[unit]
    if not body:
        raise ValueError(f'time: invalid duration "{text}"')
    return -total if text[:1] == "-" else total


def go_duration(seconds: float) -> str:
    """A duration as Go prints it: `1h0m0s`, `1m30s`, `1.5s`, `0s`."""
    if seconds < 0:
        return "-" + go_duration(-seconds)
    if seconds == 0:
        return "0s"
    if seconds < 1:
        for unit, size in (("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
            if seconds >= size:
                return f"{round(seconds / size, 6):g}{unit}"
    hours, rest = divmod(seconds, 3600)
    minutes, secs = divmod(rest, 60)
    text = f"{round(secs, 9):.9f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{int(hours)}h{int(minutes)}m{text}"
    return f"{int(minutes)}m{text}" if minutes else text
