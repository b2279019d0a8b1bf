"""The tokens of awk programs (POSIX XCU awk)."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"(?P<space>(?:[ \t\r]|\\\r?\n|#[^\n]*)+)"
    r"|(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r'|(?P<string>"(?:[^"\\\n]|\\.|\\\n)*")'
    r"|(?P<call>[A-Za-z_]\w*\()"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<op>\*\*=|&&|\|\||\+\+|--|[-+*/%^]=|\*\*|[<>!=]=|>>|!~|[-+*/%^!<>|?:~=$(){}\[\],;\n])",
    re.DOTALL,
)
KEYWORDS = {
    "BEGIN",
    "END",
    "function",
    "func",
    "if",
    "else",
    "while",
    "for",
    "do",
    "break",
    "continue",
    "next",
    "nextfile",
    "exit",
    "return",
    "delete",
    "in",
    "getline",
    "print",
    "printf",
}
BUILTINS = {
    "length",
    "substr",
    "index",
    "split",
    "sub",
    "gsub",
    "gensub",
    "match",
    "sprintf",
    "tolower",
    "toupper",
    "sin",
    "cos",
    "atan2",
    "exp",
    "log",
    "sqrt",
    "int",
    "rand",
    "srand",
    "system",
    "close",
    "fflush",
    "systime",
    "strftime",
    "strtonum",
}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "/": "/", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class AwkError(Exception):
    """The program is wrong, or fails while it runs."""


def string_value(text: str) -> str:
    """What a string literal stands for."""

    def replaced(match: re.Match[str]) -> str:
        octal, char = match.groups()
        if octal:
            return chr(int(octal, 8))
        return "" if char == "\n" else ESCAPES.get(char, "\\" + char)

    return re.sub(r"\\(?:([0-7]{1,3})|(.))", replaced, text, flags=re.DOTALL)


class Lexer:
    """Cuts a program into tokens: (kind, text)."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens: list[tuple[str, str]] = []
        while self.at < len(text):
            self.step()
        self.tokens.append(("end", ""))

    def step(self) -> None:
        if self.text[self.at] == "/" and self.regex_possible():
            self.regex()
            return
        match = TOKEN.match(self.text, self.at)
        if not match:
            raise AwkError(f"syntax error at source line {self.text.count(chr(10), 0, self.at) + 1}")
        self.at = match.end()
        kind, text = match.lastgroup or "", match.group()
        if kind == "space":
            return
        if kind == "call" and text[:-1] in KEYWORDS | BUILTINS:
            kind, text = "name", text[:-1]
            self.at -= 1
        if kind == "name":
            kind = "keyword" if text in KEYWORDS else "builtin" if text in BUILTINS else "name"
        self.tokens.append((kind, text[:-1] if kind == "call" else text))
        if kind == "call":
            self.tokens.append(("op", "("))

    def regex_possible(self) -> bool:
        if not self.tokens:
            return True
        kind, text = self.tokens[-1]
        return not (kind in ("number", "string", "name", "builtin", "regex") or text in (")", "]", "$", "++", "--"))

    def regex(self) -> None:
        at, inside = self.at + 1, False
        while at < len(self.text) and (self.text[at] != "/" or inside):
            char = self.text[at]
            if char == "\n":
                break
            at += 1 + (char == "\\")
            inside = (inside or char == "[") and char != "]"
        if at >= len(self.text) or self.text[at] != "/":
            raise AwkError(f"unterminated regexp {self.text[self.at : self.at + 20]}")
        self.tokens.append(("regex", self.text[self.at + 1 : at].replace("\\/", "/")))
        self.at = at + 1
