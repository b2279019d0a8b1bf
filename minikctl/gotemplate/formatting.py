"""Go's fmt over decoded JSON: Sprint, Sprintln and Sprintf with its verbs, flags and complaints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from minikctl.gotemplate.values import MISSING, type_of
from minikctl.state.fields import go_quote
from minikctl.state.gotext import go_float, go_syntax, go_value

FLAGS = "+-# 0"
INTEGER_FORMS = {"d": "d", "b": "b", "o": "o", "x": "x", "X": "X"}
FLOAT_VERBS = "eEfFgG"


class Spec(NamedTuple):
    """One verb with what stands between it and the percent sign."""

    verb: str
    flags: str = ""
    width: int | None = None
    precision: int | None = None

    def padded(self, text: str, *, zeros: bool = False) -> str:
        """The text in the width, filled with blanks (or with zeros behind the sign)."""
        width = self.width or 0
        if "-" in self.flags:
            return text.ljust(width)
        if zeros and "0" in self.flags:
            return text.zfill(width)
        return text.rjust(width)


def sprint(values: Sequence[Any]) -> str:
    """fmt.Sprint: a blank between neighbours that are both no strings."""
    parts: list[str] = []
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            parts.append(" ")
        parts.append(shown(value))
    return "".join(parts)


def sprintln(values: Sequence[Any]) -> str:
    return " ".join([shown(value) for value in values]) + "\n"


def shown(value: Any) -> str:
    """%v."""
    return "<nil>" if value is MISSING else go_value(value)


def sprintf(form: str, values: Sequence[Any]) -> str:
    """fmt.Sprintf."""
    return _Formatter(form, values).run()


class _Formatter:
    __slots__ = ("form", "index", "parts", "position", "reordered", "values")

    def __init__(self, form: str, values: Sequence[Any]) -> None:
        self.form = form
        self.values = values
        self.index = self.position = 0
        self.reordered = False
        self.parts: list[str] = []

    def run(self) -> str:
        while (percent := self.form.find("%", self.position)) >= 0:
            self.parts.append(self.form[self.position : percent])
            self.position = percent + 1
            self.verb()
        self.parts.append(self.form[self.position :])
        left = self.values[self.index :]
        if left and not self.reordered:
            extra = ", ".join([_typed(value) for value in left])
            self.parts.append(f"%!(EXTRA {extra})")
        return "".join(self.parts)

    def verb(self) -> None:
        flags = ""
        while self.peek() and self.peek() in FLAGS:
            flags += self.take()
        good = self.argument_number()
        width, bad_width = self.star() if self.peek() == "*" else (self.digits(), False)
        if bad_width:
            self.parts.append("%!(BADWIDTH)")
        if width is not None and width < 0:
            flags, width = flags + "-", -width
        precision: int | None = None
        if self.peek() == ".":
            self.take()
            good = self.argument_number() and good
            precision, bad = self.star() if self.peek() == "*" else (self.digits() or 0, False)
            if bad or (precision is not None and precision < 0):
                precision = None
                self.parts.append("%!(BADPREC)")
        good = self.argument_number() and good
        if not self.peek():
            self.parts.append("%!(NOVERB)")
            return
        spec = Spec(self.take(), flags, width, precision)
        if spec.verb == "%":
            self.parts.append("%")
        elif not good:
            self.parts.append(f"%!{spec.verb}(BADINDEX)")
        elif self.index >= len(self.values):
            self.parts.append(f"%!{spec.verb}(MISSING)")
        else:
            self.parts.append(formatted(self.values[self.index], spec))
            self.index += 1

    def peek(self) -> str:
        return self.form[self.position : self.position + 1]

    def take(self) -> str:
        self.position += 1
        return self.form[self.position - 1]

    def digits(self) -> int | None:
        start = self.position
        while self.peek().isdecimal():
            self.position += 1
        return int(self.form[start : self.position]) if self.position > start else None

    def star(self) -> tuple[int | None, bool]:
        """The width or precision that an argument gives, and whether that is none."""
        self.take()
        value = self.values[self.index] if self.index < len(self.values) else None
        self.index += self.index < len(self.values)
        if isinstance(value, int) and not isinstance(value, bool):
            return int(value), False
        return None, True

    def argument_number(self) -> bool:
        """Reads `[n]`, the argument to go on with. Returns whether it makes sense."""
        if self.peek() != "[":
            return True
        self.reordered = True
        end = self.form.find("]", self.position)
        if end < 0:
            self.position += 1
            return False
        text = self.form[self.position + 1 : end]
        self.position = end + 1
        if not text.isdecimal() or not 1 <= int(text) <= len(self.values):
            return False
        self.index = int(text) - 1
        return True


def _typed(value: Any) -> str:
    """`int=2`: a value with its type, as complaints show it."""
    return "<nil>" if value is None or value is MISSING else f"{type_of(value)}={go_value(value)}"


def formatted(value: Any, spec: Spec) -> str:
    """One value by one verb."""
    if spec.verb == "T":
        return spec.padded("<nil>" if value is None or value is MISSING else type_of(value))
    if value is None or value is MISSING:
        return spec.padded("<nil>") if spec.verb == "v" else f"%!{spec.verb}(<nil>)"
    if spec.verb == "v" and "#" in spec.flags:
        return spec.padded(go_syntax(value))
    return _printed(value, spec)


def _printed(value: Any, spec: Spec) -> str:
    if isinstance(value, dict):
        inner = [f"{_printed(key, spec)}:{_inner(value[key], spec)}" for key in sorted(value)]
        return "map[" + " ".join(inner) + "]"
    if isinstance(value, list):
        return "[" + " ".join([_inner(item, spec) for item in value]) + "]"
    if isinstance(value, bool):
        found = _of_bool(value, spec)
    elif isinstance(value, int):
        found = _of_int(value, spec)
    elif isinstance(value, float):
        found = _of_float(value, spec)
    else:
        found = _of_text(value, spec)
    return f"%!{spec.verb}({type_of(value)}={_printed(value, spec._replace(verb='v'))})" if found is None else found


def _inner(value: Any, spec: Spec) -> str:
    return spec.padded("<nil>") if value is None else _printed(value, spec)


def _of_bool(value: bool, spec: Spec) -> str | None:
    return spec.padded("true" if value else "false") if spec.verb in "tv" else None


def _of_text(value: str, spec: Spec) -> str | None:
    if spec.verb in "sv":
        return spec.padded(value if spec.precision is None else value[: spec.precision], zeros=True)
    if spec.verb == "q":
        cut = value if spec.precision is None else value[: spec.precision]
        return spec.padded(f"`{cut}`" if "#" in spec.flags and "`" not in cut else go_quote(cut))
    if spec.verb in "xX":
        data = value.encode()[: spec.precision]
        text = data.hex(" ") if " " in spec.flags else data.hex()
        return spec.padded(text.upper() if spec.verb == "X" else text, zeros=True)
    return None


def _of_int(value: int, spec: Spec) -> str | None:
    verb = "d" if spec.verb == "v" else spec.verb
    if verb in INTEGER_FORMS:
        digits = format(abs(value), INTEGER_FORMS[verb]).rjust(spec.precision or 0, "0")
        if "#" in spec.flags:
            digits = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}.get(verb, "") + digits
        return spec.padded(_sign(value, spec) + digits, zeros=spec.precision is None)
    if verb == "O":
        return spec.padded(f"{_sign(value, spec)}0o{abs(value):o}", zeros=True)
    if verb == "c":
        return spec.padded(_char(value))
    if verb == "q":
        inner = go_quote(_char(value))[1:-1].replace('\\"', '"')
        return spec.padded("'" + ("\\'" if inner == "'" else inner) + "'")
    if verb == "U":
        return spec.padded(f"U+{value:04X}" + (f" '{_char(value)}'" if "#" in spec.flags else ""))
    return None


def _char(value: int) -> str:
    return chr(value) if 0 <= value <= 0x10FFFF and not 0xD800 <= value < 0xE000 else "\ufffd"


def _sign(value: float, spec: Spec) -> str:
    if value < 0:
        return "-"
    return "+" if "+" in spec.flags else " " if " " in spec.flags else ""


def _of_float(value: float, spec: Spec) -> str | None:
    verb = "g" if spec.verb == "v" else spec.verb
    if verb == "x":
        return spec.padded(_sign(value, spec) + _hexadecimal(abs(value)), zeros=True)
    if verb not in FLOAT_VERBS:
        return None
    if verb in "gG" and spec.precision is None:
        digits = go_float(abs(value))
        digits = digits.upper() if verb == "G" else digits
    else:
        digits = format(abs(value), f".{6 if spec.precision is None else spec.precision}{verb}")
    return spec.padded(_sign(value, spec) + digits, zeros=True)


def _hexadecimal(value: float) -> str:
    """Go's %x of a float64: 0x1.8p+00."""
    mantissa, _, power = value.hex().partition("p")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}p{power[0]}{power[1:].zfill(2)}"
