"""Reading words: quotes, parameters, substitutions, here-documents (POSIX XCU 2.2, 2.3, 2.6 and bash's additions)."""

from __future__ import annotations

from dataclasses import replace

from minikctl.state.shellscript.tree import (
    Arith,
    Command,
    Lit,
    Param,
    Part,
    Script,
    ShellSyntaxError,
    Substitution,
    UnfinishedError,
    Word,
)

BLANKS = " \t"
ENDS_WORD = " \t\n;&|<>()"
SPECIAL_PARAMETERS = "?$!#@*-0123456789"
OPERATORS: tuple[str, ...] = (":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,")
OPERATORS += ("-", "=", "?", "+", "#", "%", "/", "^", ",", ":", "@")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}


def is_name(text: str) -> bool:
    """Can a variable be called so?"""
    return text.isidentifier() and text.isascii()


class WordReader:
    """A position in a text from which words are read."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.text = text
        self.at = 0
        self._line, self._line_at = first_line, 0

    # positions and errors

    def line(self) -> int:
        """The number of the line that is being read."""
        if self.at < self._line_at:
            return self._line - self.text.count("\n", self.at, self._line_at)
        self._line += self.text.count("\n", self._line_at, self.at)
        self._line_at = self.at
        return self._line

    def wrong(self, message: str) -> ShellSyntaxError:
        return ShellSyntaxError(message, self.line())

    def unfinished(self, message: str) -> UnfinishedError:
        return UnfinishedError(message, self.line())

    def unexpected(self, token: str) -> ShellSyntaxError:
        shown = "newline" if token == "\n" else token
        return self.wrong(f"syntax error near unexpected token `{shown}'")

    def char(self, ahead: int = 0) -> str:
        """The character at the position, `""` at the end."""
        place = self.at + ahead
        return self.text[place] if place < len(self.text) else ""

    def starts(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    # implemented by the parser

    def script_until(self, closing: str) -> Script:
        """The commands up to a closing token, which is passed over."""
        raise NotImplementedError

    def parsed(self, text: str) -> Script:
        """Another text, parsed."""
        raise NotImplementedError

    # words

    def word(self, ends: str = ENDS_WORD) -> Word:
        """A word, up to an unquoted character of `ends`; empty if there is none."""
        parts: list[Part] = []
        text = ""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "<" or char == ">":
                if self.char(1) != "(" or char not in ends:
                    if char in ends:
                        break
                elif not text and not parts:
                    parts.append(self.process_substitution(char))
                    continue
                else:
                    break
            elif char in ends:
                break
            if char == "\\":
                if self.char(1) == "\n":
                    self.at += 2
                    continue
                if text:
                    parts.append(Lit(text, False))
                    text = ""
                parts.append(Lit(self.char(1) or "\\", True))
                self.at += 2
            elif char in "'\"$`":
                if text:
                    parts.append(Lit(text, False))
                    text = ""
                parts.extend(self.quoted_or_dollar(char))
            else:
                text += char
                self.at += 1
        if text:
            parts.append(Lit(text, False))
        return tuple(parts)

    def quoted_or_dollar(self, char: str) -> list[Part]:
        """What begins with a quote, a dollar or a back quote, outside double quotes."""
        if char == "'":
            return [Lit(self.single_quoted(), True)]
        if char == '"':
            self.at += 1
            return self.double_quoted()
        if char == "$" and self.char(1) == "'":
            self.at += 1
            return [Lit(self.ansi_quoted(), True)]
        if char == "$" and self.char(1) == '"':
            self.at += 2
            return self.double_quoted()
        return [self.dollar(False) if char == "$" else self.back_quoted(False)]

    def single_quoted(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise self.unfinished("unexpected EOF while looking for matching `''")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        return text

    def ansi_quoted(self) -> str:
        """`$'…'`, the position being at the quote."""
        self.at += 1
        found: list[str] = []
        while (char := self.char()) != "'":
            if not char:
                raise self.unfinished("unexpected EOF while looking for matching `''")
            self.at += 1
            found.append(self.ansi_escape() if char == "\\" else char)
        self.at += 1
        return "".join(found)

    def ansi_escape(self) -> str:
        char = self.char()
        self.at += 1
        if char in ESCAPES:
            return ESCAPES[char]
        if char in "xuU":
            digits = self.run_of("0123456789abcdefABCDEF", {"x": 2, "u": 4, "U": 8}[char])
            return chr(int(digits, 16)) if digits else "\\" + char
        if char in "01234567":
            self.at -= 1
            return chr(int(self.run_of("01234567", 3), 8) & 255)
        return char if char in "\\'\"?" else "\\" + char

    def run_of(self, allowed: str, most: int) -> str:
        start = self.at
        while self.at < start + most and self.char() and self.char() in allowed:
            self.at += 1
        return self.text[start : self.at]

    def double_quoted(self, closing: str = '"') -> list[Part]:
        """What is between double quotes, the position being behind the first; also here-documents (`closing=""`)."""
        parts: list[Part] = [Lit("", True)]
        text: list[str] = []
        while (char := self.char()) != closing or not char:
            if not char:
                if not closing:
                    break
                raise self.unfinished(f"unexpected EOF while looking for matching `{closing}'")
            if char == "\\":
                self.escape_in_quotes(text, closing)
            elif char == "$" or char == "`":
                if text:
                    parts.append(Lit("".join(text), True))
                    text = []
                parts.append(self.dollar(True) if char == "$" else self.back_quoted(True))
            else:
                text.append(char)
                self.at += 1
        self.at += 1
        if text:
            parts.append(Lit("".join(text), True))
        return parts

    def escape_in_quotes(self, text: list[str], closing: str) -> None:
        follower = self.char(1)
        if follower == "\n":
            pass
        elif follower and follower in "$`\\" + closing:
            text.append(follower)
        else:
            text.append("\\" + follower)
        self.at += 2

    def back_quoted(self, quoted: bool) -> Part:
        start, found = self.at, []
        self.at += 1
        while (char := self.char()) != "`":
            if not char:
                self.at = start
                raise self.unfinished("unexpected EOF while looking for matching ``'")
            if char == "\\" and self.char(1) in ("$", "`", "\\", '"' if quoted else "$"):
                self.at += 1
                char = self.char()
            found.append(char)
            self.at += 1
        self.at += 1
        return Command(self.parsed("".join(found)), quoted)

    def process_substitution(self, char: str) -> Part:
        if char == ">":
            raise self.wrong("process substitution for writing, `>( )`, is not supported")
        self.at += 2
        return Substitution(self.script_until(")"), char == "<")

    # what begins with a dollar

    def dollar(self, quoted: bool) -> Part:
        follower = self.char(1)
        if follower == "{":
            return self.braced(quoted)
        if follower == "(":
            if self.char(2) == "(" and (arithmetic := self.arithmetic(quoted)):
                return arithmetic
            self.at += 2
            return Command(self.script_until(")"), quoted)
        if follower and follower in SPECIAL_PARAMETERS:
            self.at += 2
            return Param(follower, quoted)
        name = self.name(1)
        if not name:
            self.at += 1
            return Lit("$", quoted)
        self.at += 1 + len(name)
        return Param(name, quoted)

    def name(self, ahead: int = 0) -> str:
        start = end = self.at + ahead
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] == "_") and self.text[end].isascii():
            end += 1
        name = self.text[start:end]
        return "" if name[:1].isdigit() else name

    def arithmetic(self, quoted: bool) -> Part | None:
        """`$(( ))`; None if it is a command substitution that begins with a subshell."""
        end = self.end_of_arithmetic(self.at + 3)
        if end is None:
            return None
        inner = type(self)(self.text[self.at + 3 : end], self.line())
        self.at = end + 2
        return Arith(tuple(inner.double_quoted("")), quoted)

    def end_of_arithmetic(self, start: int) -> int | None:
        """Where the `))` that closes an arithmetic expression is."""
        depth, place = 0, start
        while place < len(self.text):
            char = self.text[place]
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    return place if self.text.startswith("))", place) else None
                depth -= 1
            place += 1
        raise self.unfinished("unexpected EOF while looking for matching `)'")

    def braced(self, quoted: bool) -> Part:
        """`${…}`."""
        start = self.at
        self.at += 2
        length = self.starts("#") and self.char(1) not in ("}", ":", "-", "=", "?", "+", "#", "%", "/", "")
        indirect = self.starts("!") and self.char(1) not in ("}", "")
        self.at += length or indirect
        name = self.name()
        if name:
            self.at += len(name)
        elif self.char() and self.char() in SPECIAL_PARAMETERS:
            name = self.run_of("0123456789", 9) or self.char()
            self.at += not name.isdigit()
        if not name:
            raise self.bad_substitution(start)
        index = None
        if self.char() == "[":
            self.at += 1
            index = self.word("]")
            self.at += 1
        return self.operation(start, Param(name, quoted, at=index, length=length, indirect=indirect))

    def operation(self, start: int, param: Param) -> Param:
        """What follows the name within `${…}`."""
        if self.char() == "}":
            self.at += 1
            return param
        op = next((op for op in OPERATORS if self.starts(op)), "")
        if not self.char():
            self.at = start
            raise self.unfinished("unexpected EOF while looking for matching `}'")
        if not op or param.length:
            raise self.bad_substitution(start)
        self.at += len(op)
        first = "/}" if op[0] == "/" else ":}" if op == ":" else "}"
        word, other = self.operand(param.quoted, op, first), None
        if self.char() and self.char() in "/:":
            self.at += 1
            other = self.operand(param.quoted, op, "}")
        if self.char() != "}":
            self.at = start
            raise self.unfinished("unexpected EOF while looking for matching `}'")
        self.at += 1
        return replace(param, op=op, word=word, other=other)

    def operand(self, quoted: bool, op: str, ends: str) -> Word:
        """The word of an operation; within double quotes, what it holds is quoted too (but not patterns)."""
        if not quoted or op[0] in "#%/^,@":
            return self.word(ends)
        parts: list[Part] = []
        while self.char() and self.char() not in ends:
            if self.char() == '"':
                self.at += 1
                parts.extend(self.double_quoted())
            elif self.char() == "$":
                parts.append(self.dollar(True))
            elif self.char() == "`":
                parts.append(self.back_quoted(True))
            else:
                if self.char() == "\\" and self.char(1) in ("$", "`", '"', "\\", "}"):
                    self.at += 1
                parts.append(Lit(self.char(), True))
                self.at += 1
        return tuple(parts)

    def bad_substitution(self, start: int) -> ShellSyntaxError:
        end = self.text.find("}", start) + 1 or len(self.text)
        return self.wrong(f"{self.text[start:end]}: bad substitution")
