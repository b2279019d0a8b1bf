"""Cron schedules: what is wrong with one, in the words of robfig/cron (ParseStandard)."""

from __future__ import annotations

DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: index + 1 for index, name in enumerate(MONTH_NAMES)}
DAYS = {name: index for index, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
FIELDS: tuple[tuple[int, int, dict[str, int]], ...] = (
    (0, 59, {}),
    (0, 23, {}),
    (1, 31, {}),
    (1, 12, MONTHS),
    (0, 6, DAYS),
)


class ScheduleError(ValueError):
    """A schedule that cannot be read; its text is the parser's."""


def schedule_problem(text: str) -> str:
    """What is wrong with a schedule, or nothing."""
    try:
        parse(text)
    except ScheduleError as problem:
        return str(problem)
    return ""


def parse(text: str) -> tuple[frozenset[int], ...]:
    """The minutes, hours, days of the month, months and days of the week that a schedule names.

    `@every` and the like give an empty tuple. Raises ScheduleError.
    """
    if text.startswith(("TZ=", "CRON_TZ=")):
        text = text.partition(" ")[2].strip()
    if text.startswith("@"):
        return _descriptor(text)
    fields = text.split()
    if len(fields) != 5:
        raise ScheduleError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    return tuple(_field(field, *bounds) for field, bounds in zip(fields, FIELDS, strict=True))


def _descriptor(text: str) -> tuple[frozenset[int], ...]:
    if text in DESCRIPTORS:
        return ()
    if text.startswith("@every "):
        from minikctl.state.clock import parse_duration  # rare

        try:
            parse_duration(text.removeprefix("@every "))
        except ValueError as problem:
            raise ScheduleError(f"failed to parse duration {text}: {problem}") from None
        return ()
    raise ScheduleError(f"unrecognized descriptor: {text}")


def _field(text: str, low: int, high: int, words: dict[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        if part:
            found |= _range(part, low, high, words)
    return frozenset(found)


def _range(text: str, low: int, high: int, words: dict[str, int]) -> set[int]:
    """`*`, `5`, `1-5`, `*/2`, `1-5/2`, `5/15`."""
    pieces = text.split("/")
    ends = pieces[0].split("-")
    if pieces[0] in ("*", "?"):
        start, end = low, high
    elif len(ends) > 2:
        raise ScheduleError(f"too many hyphens: {text}")
    else:
        start = _number(ends[0], words)
        end = _number(ends[1], words) if len(ends) == 2 else start
    step = 1
    if len(pieces) > 2:
        raise ScheduleError(f"too many slashes: {text}")
    if len(pieces) == 2:
        step = _number(pieces[1], {})
        if len(ends) == 1:
            end = high  # `5/15`: from 5 on
    if start < low:
        raise ScheduleError(f"beginning of range ({start}) below minimum ({low}): {text}")
    if end > high:
        raise ScheduleError(f"end of range ({end}) above maximum ({high}): {text}")
    if start > end:
        raise ScheduleError(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if step == 0:
        raise ScheduleError(f"step of range should be a positive number: {text}")
    return set(range(start, end + 1, step))


def _number(text: str, words: dict[str, int]) -> int:
    if text.lower() in words:
        return words[text.lower()]
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        raise ScheduleError(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax')
    if text.startswith("-"):
        raise ScheduleError(f"negative number ({text}) not allowed: {text}")
    return int(text)
