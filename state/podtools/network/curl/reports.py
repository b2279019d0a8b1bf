"""What curl tells about a transfer: its versions' wording, the progress meter, the values of `-w`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from minikctl.state.podtools.shell import Process

SSL_HELP = {
    "7": (
        "More details here: https://curl.se/docs/sslcerts.html\n\n"
        "curl failed to verify the legitimacy of the server and therefore could not\n"
        "establish a secure connection to it. To learn more about this situation and\n"
        "how to fix it, please visit the web page mentioned above.\n"
    ),
    "8": (
        "More details here: https://curl.se/docs/sslcerts.html\n\n"
        "curl failed to verify the legitimacy of the server and therefore could not\n"
        "establish a secure connection to it. To learn more about this situation and\n"
        "how to fix it, please visit the webpage mentioned above.\n"
    ),
}


class Release(NamedTuple):
    """A version of curl and what differs in it."""

    text: str
    number: tuple[int, int]
    libraries: str

    @property
    def is_modern(self) -> bool:
        """From 8.6 on: connections are told of in other words."""
        return self.number >= (8, 6)

    @property
    def is_ancient(self) -> bool:
        """Before 7.85: failures to connect are told of in other words."""
        return self.number < (7, 85)


def release_of(shell: Process) -> Release:
    """The curl that a place has."""
    repository, tag = shell.facts.get("image") or ("", "")
    name, system = str(repository).rpartition("/")[2], str(shell.facts.get("system", "ubuntu"))
    own = re.match(r"v?(\d+)\.(\d+)(\.\d+)?$", str(tag))
    if name == "curl" and own:
        text = str(tag).lstrip("v") + ("" if own.group(3) else ".0")
        return Release(text, (int(own.group(1)), int(own.group(2))), f"libcurl/{text} OpenSSL/3.3.3 zlib/1.3.1")
    if name.startswith("busyboxplus"):
        return Release("7.35.0", (7, 35), "libcurl/7.35.0 OpenSSL/1.0.1f zlib/1.2.8")
    if system.startswith("alpine") or name == "curl":
        return Release("8.14.1", (8, 14), "libcurl/8.14.1 OpenSSL/3.3.4 zlib/1.3.1 brotli/1.1.0 libidn2/2.3.7")
    if system == "ubuntu":
        return Release("8.5.0", (8, 5), "libcurl/8.5.0 OpenSSL/3.0.13 zlib/1.3 brotli/1.1.0 zstd/1.5.5 libidn2/2.3.7")
    return Release("7.88.1", (7, 88), "libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3")


def refused_words(release: Release, host: str, port: int, milliseconds: int, why: str = "Connection refused") -> str:
    """What is said about a connection that could not be made."""
    if release.number < (7, 40):
        return f"Failed to connect to {host} port {port}: {why}"
    if release.is_ancient:
        return f"Failed to connect to {host} port {port} after {milliseconds} ms: {why}"
    words = "Could not connect to server" if release.number >= (8, 11) else "Couldn't connect to server"
    return f"Failed to connect to {host} port {port} after {milliseconds} ms: {words}"


# ---- the meter

HEADINGS = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
NOTHING_YET = "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"


def rate(amount: float) -> str:
    """A speed in five places: `5974`, `97.6k`, `211k`."""
    if amount < 100_000:
        return f"{int(amount):5}"
    for unit in ("k", "M", "G"):
        amount /= 1024
        if amount < 100:
            return f"{amount:4.1f}{unit}"
        if amount < 10_000:
            return f"{int(amount):4}{unit}"
    return f"{int(amount):4}G"


def meter(down: int, up: int, seconds: float) -> str:
    """The last state of the meter."""
    if not down and not up:
        return NOTHING_YET
    total, percent = down + up, 100 if down else 0
    speed, sent = down / max(seconds, 0.0005), up / max(seconds, 0.0005)
    spent = "--:--:--" if seconds < 1 else f"0:{int(seconds) // 60:02}:{int(seconds) % 60:02}"
    left = f"{100 if up else 0:3} {five(up)}"
    return (
        f"\r100 {five(total)}  {percent:3} {five(down)}  {left}  {rate(speed)}  {rate(sent)} {spent:>8} {spent:>8} "
        f"--:--:-- {rate(total / max(seconds, 0.0005))}"
    )


def five(amount: int) -> str:
    return rate(amount)


# ---- -w

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def written_out(template: str, values: dict[str, Any], headers: list[tuple[str, str]]) -> tuple[str, list[str]]:
    """(the text of `-w`, the variables it does not know)."""
    unknown: list[str] = []

    def one(found: re.Match[str]) -> str:
        text = found.group(0)
        if text == "%%":
            return "%"
        if text.startswith("\\"):
            return ESCAPES.get(text[1:], text)
        name = text[2:-1]
        if text.startswith("%header{"):
            wanted = text[8:-1].lower()
            return next((value for key, value in headers if key.lower() == wanted), "")
        if name in ("stderr", "stdout", "onerror"):
            return ""
        if name == "header_json":
            return json_headers(headers)
        if name == "json":
            return json_values(values)
        if name not in values:
            unknown.append(name)
            return ""
        return str(values[name])

    return re.sub(r"%%|%header\{[^}]*\}|%\{[^}]*\}|\\.", one, template), unknown


def json_headers(headers: list[tuple[str, str]]) -> str:
    from json import dumps

    rows = [f'"{key.lower()}":{dumps([value])}' for key, value in headers]
    return "{" + ",\n".join(rows) + "\n}"


def json_values(values: dict[str, Any]) -> str:
    from json import dumps

    numbers = {key: float(value) if key.startswith("time_") else value for key, value in sorted(values.items())}
    return dumps(numbers, separators=(",", ":"))
