"""`base64`, checksums, `od` and `hexdump`."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Sequence

from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def as_text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def base64(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "dDiw:", {"decode": "d", "ignore-garbage": "i", "wrap": "w"})
    if options is None:
        return 1
    reader = Reader(shell, argv[0], options.operands)
    text = yield from reader.text()
    if reader.failed:
        return 1
    if options.values.keys() & {"d", "D"}:
        return decode(shell, text)
    encoded = binascii.b2a_base64(as_bytes(text), newline=False).decode()
    width = int(options.last("w", "76"))
    lines = [encoded[at : at + width] for at in range(0, len(encoded), width)] if width else [encoded]
    shell.out("\n".join(lines) + ("\n" if width and encoded else ""))
    return 0


def decode(shell: Process, text: str) -> int:
    clean = "".join(text.split())
    good = len(clean) - len(clean) % 4
    try:
        shell.out(as_text(binascii.a2b_base64(clean[:good].encode(), strict_mode=True)) if good else "")
    except (binascii.Error, UnicodeEncodeError):
        return refuse(shell)
    if good == len(clean):
        return 0
    rest = clean[good:].rstrip("=")
    if len(rest) > 1:  # coreutils prints what it could decode before it complains
        shell.out(as_text(binascii.a2b_base64(rest + "=" * (4 - len(rest)))))
    return refuse(shell)


def refuse(shell: Process) -> int:
    shell.err("base64: truncated input\n" if shell.is_busybox else "base64: invalid input\n")
    return 1


def checksum(shell: Process, argv: Sequence[str]) -> Steps:
    make = {"md5sum": hashlib.md5, "sha1sum": hashlib.sha1, "sha256sum": hashlib.sha256}[argv[0].rpartition("/")[2]]
    names = [word for word in argv[1:] if not word.startswith("-") or word == "-"]
    reader = Reader(shell, argv[0], names)
    while reader.open_next():
        text = yield from reader.text_of_file()
        shell.out(f"{make(as_bytes(text)).hexdigest()}  {reader.name}\n")
    return int(reader.failed)


def od(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "A:t:cxbdovN:j:w:")
    if options is None:
        return 1
    reader = Reader(shell, argv[0], options.operands)
    data = as_bytes((yield from reader.text()))
    data = data[: int(options.last("N", str(len(data))))]
    form = "c" if "c" in options else options.last("t", "x2" if "x" in options else "o1" if "b" in options else "o2")
    address = {"x": "06x", "d": "07d", "o": "07o"}.get(options.last("A", "o"), "")
    for at in range(0, len(data), 16):
        shell.out((f"{at:{address}}" if address else "") + row(data[at : at + 16], form) + "\n")
    if address:
        shell.out(f"{len(data):{address}}\n")
    return int(reader.failed)


def row(data: bytes, form: str) -> str:
    if form.startswith("c"):
        return "".join(f"{char_name(byte):>4}" for byte in data)
    size = int(form[1:] or 1)
    width = {"x": 2, "o": 3, "u": 3, "d": 4}[form[0]] * size - (form[0] == "o" and size > 1) * (size // 2 - 1)
    width = {("o", 2): 6, ("o", 4): 11, ("x", 2): 4, ("x", 4): 8}.get((form[0], size), width)
    fill = "0" if form[0] in "xo" else ""
    kind = "d" if form[0] in "ud" else form[0]
    pieces = [int.from_bytes(data[at : at + size], "little") for at in range(0, len(data), size)]
    return "".join(f" {piece:{fill}{width}{kind}}" for piece in pieces)


def char_name(byte: int) -> str:
    names = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
    return names.get(byte) or (chr(byte) if 32 <= byte < 127 else f"{byte:03o}")


def hexdump(shell: Process, argv: Sequence[str]) -> Steps:
    reader = Reader(shell, argv[0], [word for word in argv[1:] if not word.startswith("-")])
    data = as_bytes((yield from reader.text()))
    for at in range(0, len(data), 16):
        piece = data[at : at + 16]
        if "-C" in argv:
            halves = [" ".join(f"{byte:02x}" for byte in piece[:8]), " ".join(f"{byte:02x}" for byte in piece[8:])]
            shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)
            shell.out(f"{at:08x}  {halves[0]:<23}  {halves[1]:<23}  |{shown}|\n")
        else:
            shell.out(f"{at:07x}" + row(piece, "x2") + "\n")
    if data:
        shell.out(f"{len(data):0{8 if '-C' in argv else 7}x}\n")
    return int(reader.failed)
