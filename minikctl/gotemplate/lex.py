"""Go templates cut into tokens, as text/template/parse does (lex.go)."""

from __future__ import annotations

from typing import NamedTuple

SPACES = " \t\r\n"
KEYWORDS = frozenset(("block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template", "with"))
DECIMAL = "0123456789_"
DIGITS = {"x": "0123456789abcdefABCDEF_", "o": "01234567_", "b": "01_"}


class Token(NamedTuple):
    """`kind`: text, open, close, space, assign, declare, pipe, string, variable, char, field, dot, number, name, bool,
    (, ), sign, error, eof, or a keyword."""

    kind: str
    text: str
    position: int
    line: int

    def __str__(self) -> str:
        if self.kind == "eof":
            return "EOF"
        if self.kind == "error":
            return self.text
        if self.kind in KEYWORDS or self.kind == "dot":
            return f"<{self.text}>"
        from minikctl.state.fields import go_quote  # only for errors

        return go_quote(self.text[:10]) + "..." if len(self.text) > 10 else go_quote(self.text)


def tokens(text: str) -> list[Token]:
    """All tokens of a template; an error ends them."""
    lexer = _Lexer(text)
    try:
        lexer.run()
    except ValueError as error:
        lexer.found.append(Token("error", str(error), lexer.start, lexer.line_of(lexer.start)))
    lexer.found.append(Token("eof", "", len(text), lexer.line_of(len(text))))
    return lexer.found


def _is_word(char: str) -> bool:
    return char == "_" or char.isalpha() or char.isdecimal()


class _Lexer:
    """Reads a text from left to right; `start` is where the present token begins."""

    __slots__ = ("depth", "found", "line", "position", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = self.start = self.depth = 0
        self.line = 1
        self.found: list[Token] = []

    def line_of(self, position: int) -> int:
        return 1 + self.text.count("\n", 0, position)

    def emit(self, kind: str) -> None:
        text = self.text[self.start : self.position]
        self.found.append(Token(kind, text, self.start, self.line_of(self.start)))
        self.start = self.position

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def run(self) -> None:
        text, trimmed = self.text, False
        while True:
            opening = text.find("{{", self.position)
            end = len(text) if opening < 0 else opening
            self.plain(self.position, end, trimmed, opening >= 0 and self.trims_left(opening))
            if opening < 0:
                return
            self.position = self.start = opening
            trimmed = self.action()

    def plain(self, start: int, end: int, trim_start: bool, trim_end: bool) -> None:
        """The text outside actions, without the blanks that a minus at either side takes."""
        found = self.text[start:end]
        if trim_end:
            found = found.rstrip(SPACES)
        if trim_start:
            stripped = found.lstrip(SPACES)
            start, found = start + len(found) - len(stripped), stripped
        if found:
            self.found.append(Token("text", found, start, self.line_of(start)))

    def trims_left(self, opening: int) -> bool:
        following = self.text[opening + 2 : opening + 4]
        return len(following) == 2 and following[0] == "-" and following[1] in SPACES

    def action(self) -> bool:
        """The tokens of one action. Returns whether it takes the blanks after it."""
        marker = 1 if self.trims_left(self.position) else 0
        inner = self.position + 2 + marker
        comment = inner + 1 if marker else inner
        if self.text.startswith("/*", comment):
            return self.comment(comment)
        self.position += 2
        self.emit("open")
        self.position = self.start = inner
        self.depth = 0
        while True:
            width, trims = self.closing()
            if width:
                if self.depth:
                    raise ValueError("unclosed left paren")
                self.start = self.position + (width - 2)
                self.position += width
                self.emit("close")
                return trims
            self.token()

    def closing(self) -> tuple[int, bool]:
        """The width of a closing delimiter that stands here (0: none), and whether it trims."""
        text, at = self.text, self.position
        if at + 1 < len(text) and text[at] in SPACES and text.startswith("-}}", at + 1):
            return 4, True
        return (2, False) if text.startswith("}}", at) else (0, False)

    def comment(self, start: int) -> bool:
        end = self.text.find("*/", start)
        if end < 0:
            raise ValueError("unclosed comment")
        self.position = end + 2
        width, trims = self.closing()
        if not width:
            raise ValueError("comment ends before closing delimiter")
        self.position += width
        self.start = self.position
        return trims

    def token(self) -> None:
        char = self.peek()
        if not char:
            raise ValueError("unclosed action")
        if char in SPACES:
            self.space()
        elif char == ":":
            self.position += 2
            if self.text[self.start : self.position] != ":=":
                raise ValueError("expected :=")
            self.emit("declare")
        elif char in '"`':
            self.string(char)
        elif char == "'":
            self.char()
        elif char == "$" or (char == "." and not self.text[self.position + 1 : self.position + 2].isdecimal()):
            self.named("variable" if char == "$" else "field")
        elif char in "+-." or char in "0123456789":
            self.number()
        elif _is_word(char):
            self.word()
        else:
            self.sign(char)

    def sign(self, char: str) -> None:
        self.position += 1
        if char == "(":
            self.depth += 1
        elif char == ")":
            self.depth -= 1
            if self.depth < 0:
                raise ValueError("unexpected right paren")
        elif not (char.isascii() and char.isprintable()):
            raise ValueError(f"unrecognized character in action: {_shown(char)}")
        self.emit({"=": "assign", "|": "pipe", "(": "(", ")": ")"}.get(char, "sign"))

    def space(self) -> None:
        while self.peek() and self.peek() in SPACES and not self.closing()[0]:
            self.position += 1
        if self.position > self.start:
            self.emit("space")

    def string(self, quote: str) -> None:
        raw = quote == "`"
        self.position += 1
        while True:
            char = self.peek()
            self.position += 1
            if char == "\\" and not raw and self.peek() not in ("", "\n"):
                self.position += 1
            elif not char or (char == "\n" and not raw) or (char == "\\" and not raw):
                raise ValueError("unterminated raw quoted string" if raw else "unterminated quoted string")
            elif char == quote:
                self.emit("string")
                return

    def char(self) -> None:
        self.position += 1
        while True:
            char = self.peek()
            self.position += 1
            if char == "\\" and self.peek() not in ("", "\n"):
                self.position += 1
            elif char in ("", "\n", "\\"):
                raise ValueError("unterminated character constant")
            elif char == "'":
                self.emit("char")
                return

    def named(self, kind: str) -> None:
        """A field or a variable; the bare sign is the dot, or the variable that holds the data."""
        self.position += 1
        if self.at_end_of_word():
            self.emit("variable" if kind == "variable" else "dot")
            return
        self.rest_of_word()
        self.emit(kind)

    def word(self) -> None:
        self.rest_of_word()
        word = self.text[self.start : self.position]
        self.emit(word if word in KEYWORDS else "bool" if word in ("true", "false") else "name")

    def rest_of_word(self) -> None:
        while self.peek() and _is_word(self.peek()):
            self.position += 1
        if not self.at_end_of_word():
            raise ValueError(f"bad character {_shown(self.peek())}")

    def at_end_of_word(self) -> bool:
        char = self.peek()
        return not char or char in SPACES or char in ".,|:)(" or self.text.startswith("}}", self.position)

    def number(self) -> None:
        if not self.scan_number():
            from minikctl.state.fields import go_quote  # only for errors

            raise ValueError(f"bad number syntax: {go_quote(self.text[self.start : self.position])}")
        self.emit("number")

    def scan_number(self) -> bool:
        self.accept("+-")
        digits = DECIMAL
        if self.accept("0"):
            digits = next((DIGITS[base] for base in "xob" if self.accept(base + base.upper())), DECIMAL)
        self.accept_all(digits)
        if self.accept("."):
            self.accept_all(digits)
        if digits == DECIMAL and self.accept("eE"):
            self.accept("+-")
            self.accept_all(DECIMAL)
        if self.peek() and _is_word(self.peek()):
            self.position += 1
            return False
        return True

    def accept(self, chars: str) -> bool:
        if self.peek() and self.peek() in chars:
            self.position += 1
            return True
        return False

    def accept_all(self, chars: str) -> None:
        while self.accept(chars):
            pass


def _shown(char: str) -> str:
    """Go's %#U."""
    return f"U+{ord(char):04X}" + (f" '{char}'" if char.isprintable() else "")
