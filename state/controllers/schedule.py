"""Cron schedules: five fields, names, ranges, steps, and the usual abbreviations."""

from __future__ import annotations

from calendar import timegm
from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.clock import civil

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
NAMES = {name: number for number, name in enumerate(MONTHS, 1)}
DAYS = {name: number for number, name in enumerate(WEEKDAYS)}
SHORT = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
YEARS = 5  # how far ahead an instant is looked for


class Schedule(NamedTuple):
    """The values of the five fields; whether the day fields were a star."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    @classmethod
    def parse(cls, text: str) -> Schedule | None:
        """A schedule; None if the text is none."""
        parts = SHORT.get(text.strip(), text).split()
        if len(parts) != 5:
            return None
        found = []
        for part, (low, high) in zip(parts, FIELDS, strict=True):
            values = _values(part.lower(), low, high)
            if values is None:
                return None
            found.append(values)
        return cls(found[0], found[1], found[2], found[3], found[4], parts[2][0] in "*?", parts[4][0] in "*?")

    def has_day(self, day: int, weekday: int) -> bool:
        """A day matches by its number or by its name where both are restricted."""
        if self.any_day or self.any_weekday:
            return day in self.days and weekday in self.weekdays
        return day in self.days or weekday in self.weekdays


def _values(part: str, low: int, high: int) -> frozenset[int] | None:
    found: set[int] = set()
    for piece in part.split(","):
        body, _, step = piece.partition("/")
        if step and (not step.isdigit() or step == "0"):
            return None
        if body in ("*", "?"):
            first, last = low, high
        else:
            left, dash, right = body.partition("-")
            start, end = _number(left), _number(right) if dash else None
            if start is None or (dash and end is None):
                return None
            first = start
            last = end if end is not None else (high if step else start)
        if high == 6 and last == 7:
            found.add(0)
            last = 6
        if first < low or last > high or first > last:
            if not (high == 6 and first == 7):
                return None
            found.add(0)
            continue
        found.update(range(first, last + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return NAMES.get(text, DAYS.get(text))


def next_after(schedule: Schedule, moment: float) -> float | None:
    """The first instant of a schedule after a moment; None if there is none in the next years."""
    year, month, day, hour, minute, _ = civil(moment)
    now = timegm((year, month, day, hour, minute, 0)) + 60
    end = now + YEARS * 366 * 86400
    while now < end:
        year, month, day, hour, minute, _ = civil(now)
        if month not in schedule.months:
            now = timegm((year + month // 12, month % 12 + 1, 1, 0, 0, 0))
        elif not schedule.has_day(day, (now // 86400 + 4) % 7):
            now = timegm((year, month, day, 0, 0, 0)) + 86400
        elif hour not in schedule.hours:
            now = timegm((year, month, day, hour, 0, 0)) + 3600
        elif minute not in schedule.minutes:
            now += 60
        else:
            return float(now)
    return None


def zone_of(name: str | None) -> ZoneInfo | None:
    """The time zone of a name, None for UTC. Raises ValueError in Go's words."""
    if not name or name == "UTC":
        return None
    from zoneinfo import ZoneInfo  # few schedules have a zone

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name}") from None


def next_in(zone: ZoneInfo | None, schedule: Schedule, moment: float) -> float | None:
    """As `next_after`, by the clocks of a time zone."""
    if zone is None:
        return next_after(schedule, moment)
    local = moment + offset(zone, moment)
    while (found := next_after(schedule, local)) is not None:
        instant = found - offset(zone, found - offset(zone, found))
        if instant > moment:
            return instant
        local = found  # an hour that clocks have twice
    return None


def offset(zone: ZoneInfo, moment: float) -> float:
    """Seconds that a zone's clocks are ahead of UTC at a moment."""
    from datetime import UTC, datetime  # few schedules have a zone

    shift = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return shift.total_seconds() if shift is not None else 0.0
