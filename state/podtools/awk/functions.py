"""awk's own functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from minikctl.state.chance import Chance
from minikctl.state.podtools.awk.expressions import Expressions
from minikctl.state.podtools.awk.lexer import AwkError
from minikctl.state.podtools.awk.parser import Tree
from minikctl.state.podtools.awk.values import (
    Numeric,
    Value,
    number,
)

FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])")
PLAIN: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "atan2": math.atan2,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "int": lambda value: float(math.trunc(value)),
}


class Functions(Expressions):
    """Calls each function of awk's own: `fn_NAME`."""

    def of_builtin(self, node: Tree) -> Value:
        _, name, arguments = node
        found: Value = (
            getattr(self, f"fn_{name}", self.fn_unknown)(arguments)
            if name not in PLAIN
            else PLAIN[name](*[number(self.value(argument)) for argument in arguments])
        )
        return found

    def fn_unknown(self, arguments: list[Tree]) -> Value:
        raise AwkError("this function is not supported")

    def fn_length(self, arguments: list[Tree]) -> Value:
        if not arguments:
            return float(len(self.record))
        node = arguments[0]
        if node[0] == "name" and isinstance(self.scope(node[1]).get(node[1]), dict):
            return float(len(self.array(node[1])))
        return float(len(self.string(self.value(node))))

    def fn_substr(self, arguments: list[Tree]) -> Value:
        whole = self.string(self.value(arguments[0]))
        start = round(number(self.value(arguments[1])))
        end = len(whole) + 1
        if len(arguments) > 2:
            end = min(end, start + round(number(self.value(arguments[2]))))
        return whole[max(start, 1) - 1 : max(end - 1, 0)]

    def fn_index(self, arguments: list[Tree]) -> Value:
        whole, part = (self.string(self.value(argument)) for argument in arguments[:2])
        return float(whole.find(part) + 1)

    def fn_split(self, arguments: list[Tree]) -> Value:
        whole = self.string(self.value(arguments[0]))
        separator = self.string(self.get("FS"))
        if len(arguments) > 2:
            node = arguments[2]
            separator = node[1] if node[0] == "regex" else self.string(self.value(node))
            if node[0] == "regex":
                pieces = self.cut(separator, whole) if whole else []
                return self.fill(arguments[1][1], pieces)
        return self.fill(arguments[1][1], self.split(whole, separator))

    def fill(self, name: str, pieces: list[str]) -> Value:
        array = self.array(name)
        array.clear()
        array.update({str(at): Numeric(piece) for at, piece in enumerate(pieces, 1)})
        return float(len(pieces))

    def fn_sub(self, arguments: list[Tree]) -> Value:
        return self.substitute(arguments, 1)

    def fn_gsub(self, arguments: list[Tree]) -> Value:
        return self.substitute(arguments, 0)

    def substitute(self, arguments: list[Tree], count: int) -> Value:
        target = arguments[2] if len(arguments) > 2 else ("field", ("number", 0.0))
        replacement = self.string(self.value(arguments[1]))
        whole = self.string(self.value(target))
        changed, times = self.pattern(arguments[0]).subn(lambda match: replaced(match, replacement), whole, count=count)
        if times:
            self.store(target, changed)
        return float(times)

    def fn_gensub(self, arguments: list[Tree]) -> Value:
        replacement, how = (self.string(self.value(argument)) for argument in arguments[1:3])
        whole = self.string(self.value(arguments[3])) if len(arguments) > 3 else self.record
        wanted = 0 if how[:1] in "gG" else int(number(Numeric(how))) or 1
        seen = 0

        def change(match: re.Match[str]) -> str:
            nonlocal seen
            seen += 1
            if wanted and seen != wanted:
                return match.group()
            return re.sub(
                r"\\(\d)|\\(.)|&",
                lambda m: match.group(int(m.group(1))) or "" if m.group(1) else m.group(2) or match.group(),
                replacement,
            )

        return self.pattern(arguments[0]).sub(change, whole)

    def fn_match(self, arguments: list[Tree]) -> Value:
        found = self.pattern(arguments[1]).search(self.string(self.value(arguments[0])))
        self.globals["RSTART"] = float(found.start() + 1) if found else 0.0
        self.globals["RLENGTH"] = float(found.end() - found.start()) if found else -1.0
        if found and len(arguments) > 2:
            array = self.array(arguments[2][1])
            array.clear()
            array.update({str(at): Numeric(group or "") for at, group in enumerate([found.group(), *found.groups()])})
        return number(self.globals["RSTART"])

    def fn_sprintf(self, arguments: list[Tree]) -> Value:
        values = [self.value(argument) for argument in arguments]
        return self.formatted(self.string(values[0]), values[1:])

    def fn_tolower(self, arguments: list[Tree]) -> Value:
        return self.string(self.value(arguments[0])).lower()

    def fn_toupper(self, arguments: list[Tree]) -> Value:
        return self.string(self.value(arguments[0])).upper()

    def fn_rand(self, arguments: list[Tree]) -> Value:
        self.draws += 1
        return Chance(f"awk/{self.seed}").fraction(str(self.draws))

    def fn_srand(self, arguments: list[Tree]) -> Value:
        before, self.draws = self.seed, 0
        self.seed = number(self.value(arguments[0])) if arguments else self.shell.clock.now() // 1
        return before

    def fn_systime(self, arguments: list[Tree]) -> Value:
        return self.shell.clock.now() // 1

    def fn_strftime(self, arguments: list[Tree]) -> Value:
        from minikctl.state.podtools.moments import formatted

        form = self.string(self.value(arguments[0])) if arguments else "%a %b %e %H:%M:%S %Z %Y"
        return formatted(form, number(self.value(arguments[1])) if len(arguments) > 1 else self.shell.clock.now())

    def fn_strtonum(self, arguments: list[Tree]) -> Value:
        whole = self.string(self.value(arguments[0]))
        return float(int(whole, 16)) if whole[:2].lower() == "0x" else number(Numeric(whole))

    def fn_system(self, arguments: list[Tree]) -> Value:
        return float(self.shell.call(["sh", "-c", self.string(self.value(arguments[0]))]))

    def fn_close(self, arguments: list[Tree]) -> Value:
        return self.close(self.string(self.value(arguments[0])))

    def fn_fflush(self, arguments: list[Tree]) -> Value:
        return 0.0

    def formatted(self, form: str, values: Sequence[Value]) -> str:
        left = list(values)

        def take() -> Value:
            return left.pop(0) if left else None

        def piece(match: re.Match[str]) -> str:
            flags, width, precision, kind = match.groups()
            if kind == "%":
                return "%"
            width = str(int(number(take()))) if width == "*" else width or ""
            precision = str(int(number(take()))) if precision == "*" else precision
            dot = "" if precision is None else f".{precision}"
            value = take()
            if kind == "c":
                shown = chr(int(value)) if isinstance(value, float) else self.string(value)[:1]
                return f"%{flags}{width}s" % shown
            if kind == "s":
                return f"%{flags}{width}{dot}s" % self.string(value)
            if kind in "dioxXu":
                return f"%{flags}{width}{dot}{'d' if kind in 'iu' else kind}" % int(number(value))
            return f"%{flags}{width}{dot}{kind}" % number(value) if kind in "eEfFgG" else match.group()

        return FORMAT.sub(piece, form)


def replaced(match: re.Match[str], replacement: str) -> str:
    """The replacement of `sub`: `&` is what matched, `\\&` an ampersand."""
    return re.sub(
        r"\\\\|\\&|&", lambda found: match.group() if found.group() == "&" else found.group()[-1], replacement
    )
