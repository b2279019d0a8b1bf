"""Go's quoted strings read back: strconv.Unquote, for either kind of quotes."""

from __future__ import annotations

SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
WIDTHS = {"x": 2, "u": 4, "U": 8}


def unquote(text: str) -> str:
    """The text between quotes, its escapes resolved. Raises ValueError("invalid syntax")."""
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'":
        raise ValueError("invalid syntax")
    quote, body = text[0], text[1:-1]
    if "\\" not in body and quote not in body:
        return body
    data, position = bytearray(), 0
    while position < len(body):
        char, position = _next(body, position, quote)
        data += char
    return data.decode(errors="replace")


def _next(body: str, position: int, quote: str) -> tuple[bytes, int]:
    """The bytes of one character or escape, and where the next begins."""
    char = body[position]
    if char == quote or (char == "\n"):
        raise ValueError("invalid syntax")
    if char != "\\":
        return char.encode(), position + 1
    escape = body[position + 1 : position + 2]
    position += 2
    if escape and escape in SIMPLE:
        return SIMPLE[escape].encode(), position
    if escape and escape == quote:
        return quote.encode(), position
    if escape and escape in WIDTHS:
        digits = body[position : position + WIDTHS[escape]]
        return _from_digits(digits, 16, WIDTHS[escape], escape == "x"), position + WIDTHS[escape]
    if escape and escape in "01234567":
        digits = body[position - 1 : position + 2]
        return _from_digits(digits, 8, 3, True), position + 2
    raise ValueError("invalid syntax")


def _from_digits(digits: str, base: int, width: int, is_byte: bool) -> bytes:
    if len(digits) != width or not all(char in "0123456789abcdefABCDEF" for char in digits):
        raise ValueError("invalid syntax")
    number = int(digits, base)
    if is_byte:
        if number > 255:
            raise ValueError("invalid syntax")
        return bytes([number])
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise ValueError("invalid syntax")
    return chr(number).encode()
