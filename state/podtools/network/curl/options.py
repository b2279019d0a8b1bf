"""curl's options: what a command line asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

FLAGS: dict[str, str] = {
    "s": "silent", "S": "show-error", "v": "verbose", "I": "head", "i": "include", "O": "remote-name", "k": "insecure",
    "L": "location", "f": "fail", "G": "get", "N": "no-buffer", "4": "ipv4", "6": "ipv6", "0": "http1.0",
    "q": "disable",
    "#": "progress-bar", "g": "globoff", "j": "junk-session-cookies", "J": "remote-header-name", "l": "list-only",
    "M": "manual", "n": "netrc", "p": "proxytunnel", "R": "remote-time", "V": "version", "1": "tlsv1", "2": "sslv2",
    "3": "sslv3", "a": "append", "B": "use-ascii", "Z": "parallel",
}  # fmt: skip
VALUES: dict[str, str] = {
    "o": "output", "w": "write-out", "H": "header", "X": "request", "d": "data", "m": "max-time", "u": "user",
    "A": "user-agent", "e": "referer", "b": "cookie", "c": "cookie-jar", "F": "form", "T": "upload-file", "x": "proxy",
    "D": "dump-header", "E": "cert", "K": "config", "r": "range", "y": "speed-time", "Y": "speed-limit",
    "z": "time-cond",
    "C": "continue-at", "P": "ftp-port", "Q": "quote", "t": "telnet-option", "U": "proxy-user", "h": "help",
}  # fmt: skip
MORE_FLAGS = (
    "anyauth basic compressed create-dirs crlf digest fail-early fail-with-body http1.1 http2 "
    "http2-prior-knowledge http3 negotiate no-keepalive no-progress-meter no-sessionid ntlm path-as-is "
    "post301 post302 post303 raw retry-all-errors retry-connrefused ssl ssl-no-revoke styled-output "
    "suppress-connect-headers tcp-fastopen tcp-nodelay tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding "
    "trace-time location-trusted remote-name-all http0.9 no-alpn no-npn parallel-immediate no-location "
    "no-silent no-verbose ca-native no-fail no-styled-output disable-epsv keepalive"
)
LONG_FLAGS = frozenset(MORE_FLAGS.split()) | frozenset(FLAGS.values())
MORE_VALUES = (
    "cacert capath ciphers connect-timeout connect-to data-ascii data-binary data-raw data-urlencode "
    "dns-servers expect100-timeout interface json keepalive-time key limit-rate local-port max-filesize "
    "max-redirs noproxy oauth2-bearer output-dir pass preproxy proto proto-default proto-redir "
    "pinnedpubkey rate resolve retry retry-delay retry-max-time stderr tls-max trace trace-ascii "
    "unix-socket url url-query variable aws-sigv4 cert-type key-type doh-url haproxy-clientip socks5 "
    "socks5-hostname form-string tls13-ciphers curves"
)
LONG_VALUES = frozenset(MORE_VALUES.split()) | frozenset(VALUES.values())


class Refused(Exception):
    """A command line that curl does not take: exit code and words."""

    def __init__(self, words: str, code: int = 2) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Settings:
    """What a command line says."""

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.values: dict[str, list[str]] = {}
        self.urls: list[str] = []
        self.data: list[tuple[str, str]] = []  # (option, text), in order
        self.outputs: list[str | None] = []  # of each URL: a file, "" for its remote name

    def has(self, name: str) -> bool:
        return name in self.flags

    def last(self, name: str, default: str = "") -> str:
        return self.values.get(name, [default])[-1]

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def number(self, name: str) -> float | None:
        """The number of an option; raises Refused."""
        text = self.last(name)
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            raise Refused(f"option {shown(name)}: expected a proper numerical parameter") from None


SHORT_OF = {name: letter for letter, name in {**FLAGS, **VALUES}.items()}


def shown(name: str) -> str:
    return f"-{SHORT_OF[name]}" if name in SHORT_OF else f"--{name}"


def settings_of(words: Sequence[str]) -> Settings:
    """The settings of a command line (without the program's name); raises Refused."""
    found, left, only_urls = Settings(), list(words), False
    while left:
        word = left.pop(0)
        if only_urls or not word.startswith("-") or word == "-":
            found.urls.append(word)
        elif word == "--":
            only_urls = True
        elif word.startswith("--"):
            long_option(found, word, left)
        else:
            short_options(found, word, left)
    return found


def long_option(found: Settings, word: str, left: list[str]) -> None:
    """`--name [VALUE]`; a unique beginning of a name is enough."""
    name = word[2:]
    every = LONG_FLAGS | LONG_VALUES
    if name not in every:
        candidates = [one for one in every if one.startswith(name)]
        if name.startswith("no-") and name[3:] in LONG_FLAGS:
            found.flags.discard(name[3:])
            return
        if len(candidates) != 1:
            why = "is ambiguous" if candidates else "is unknown"
            raise Refused(f"option {word}: {why}")
        name = candidates[0]
    if name in LONG_FLAGS:
        flag(found, name)
    elif left:
        value(found, name, left.pop(0))
    else:
        raise Refused(f"option {word}: requires parameter")


def short_options(found: Settings, word: str, left: list[str]) -> None:
    """`-sSo FILE`, `-XPOST`."""
    for at, letter in enumerate(word[1:], 2):
        if letter in FLAGS:
            flag(found, FLAGS[letter])
        elif letter in VALUES:
            if letter == "h" and not word[at:] and not left:
                value(found, "help", "")
            elif word[at:]:
                value(found, VALUES[letter], word[at:])
            elif left:
                value(found, VALUES[letter], left.pop(0))
            else:
                raise Refused(f"option {word}: requires parameter")
            return
        else:
            raise Refused(f"option {word}: is unknown")


def flag(found: Settings, name: str) -> None:
    if name == "no-progress-meter":
        found.flags.add("no-progress-meter")
    elif name.startswith("no-") and name[3:] in FLAGS.values():
        found.flags.discard(name[3:])
    elif name == "remote-name":
        found.outputs.append("")
    else:
        found.flags.add(name)


def value(found: Settings, name: str, text: str) -> None:
    if name == "url":
        found.urls.append(text)
    elif name == "output":
        found.outputs.append(text)
    elif name in ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json", "form", "form-string"):
        found.data.append((name, text))
    else:
        found.values.setdefault(name, []).append(text)


def plain(settings: Settings) -> dict[str, Any]:
    """For tests: what was understood."""
    return {"flags": sorted(settings.flags), "values": settings.values, "urls": settings.urls}
