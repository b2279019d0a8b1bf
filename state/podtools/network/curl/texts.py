"""Small texts: times as OpenSSL writes them, words that colons part."""

from __future__ import annotations

from minikctl.state.clock import MONTHS, civil


def openssl_time(moment: float) -> str:
    """`Nov 20 11:29:16 2026 GMT`."""
    year, month, day, hour, minute, second = civil(moment)
    return f"{MONTHS[month - 1]} {day:2} {hour:02}:{minute:02}:{second:02} {year} GMT"


def split_colons(text: str, parts: int) -> list[str]:
    """`HOST:PORT:…` with brackets around addresses that hold colons."""
    words: list[str] = []
    rest = text
    while len(words) < parts - 1:
        if rest.startswith("["):
            inside, _, rest = rest[1:].partition("]")
            words.append(inside)
            rest = rest.removeprefix(":")
        else:
            word, _, rest = rest.partition(":")
            words.append(word)
    return [*words, rest]
