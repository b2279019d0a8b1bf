"""Parsing jq programs into nested tuples whose first element names what they are."""

from __future__ import annotations

from typing import Any, TypeAlias

from minikctl.state.podtools.jq.tokens import BINARY, ESCAPES, TOKEN, JqSyntaxError

Tree: TypeAlias = tuple[Any, ...]


class Parser:
    """Reads one program."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.kind, self.token = "", ""
        self.value: Any = None
        self.step()

    def program(self) -> Tree:
        while self.kind == "name" and self.token in ("import", "include"):
            raise JqSyntaxError("modules are not supported")
        if self.kind == "end":
            return ("identity",)
        found = self.pipe()
        if self.kind != "end":
            raise self.unexpected()
        return found

    def unexpected(self) -> JqSyntaxError:
        shown = f"unexpected {self.token!r}" if self.kind != "end" else "unexpected end of file"
        return JqSyntaxError(f"syntax error, {shown}".replace("'", ""))

    # tokens

    def step(self) -> None:
        while True:
            if self.at >= len(self.text):
                self.kind, self.token = "end", ""
                return
            if self.text[self.at] == '"':
                self.kind, self.token = "string", '"'
                self.value = self.string()
                return
            if self.text.startswith('."', self.at):
                self.at += 1
                self.kind, self.token, self.value = "dotstring", ".", self.string()
                return
            match = TOKEN.match(self.text, self.at)
            if not match:
                raise JqSyntaxError("syntax error, unexpected INVALID_CHARACTER")
            self.at = match.end()
            self.kind, self.token = match.lastgroup or "", match.group()
            if self.kind != "space":
                return

    def string(self) -> Tree:
        """A string with its interpolations, the position being at the quote."""
        parts: list[Any] = []
        text = ""
        self.at += 1
        while True:
            if self.at >= len(self.text):
                raise JqSyntaxError("syntax error, unexpected end of file (unterminated string)")
            char = self.text[self.at]
            self.at += 1
            if char == '"':
                return ("string", [*parts, text])
            if char != "\\":
                text += char
                continue
            char = self.text[self.at : self.at + 1]
            self.at += 1
            if char == "(":
                inner = Parser.__new__(Parser)
                inner.text, inner.at, inner.kind, inner.token, inner.value = self.text, self.at, "", "", None
                inner.step()
                parts += [text, inner.pipe()]
                text = ""
                if inner.token != ")":
                    raise inner.unexpected()
                self.at = inner.at
            elif char == "u":
                text += chr(int(self.text[self.at : self.at + 4], 16))
                self.at += 4
            else:
                text += ESCAPES.get(char, char)

    def accept(self, *tokens: str) -> str:
        if self.kind in ("op", "name") and self.token in tokens:
            found = self.token
            self.step()
            return found
        return ""

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise self.unexpected()

    # expressions

    def pipe(self) -> Tree:
        if self.kind == "name" and self.token == "def":
            definition = self.definition()
            return ("def", definition, self.pipe())
        return self.binary(0)

    def definition(self) -> Tree:
        self.expect("def")
        name = self.token
        self.step()
        parameters = []
        if self.accept("("):
            while not self.accept(")"):
                parameters.append(self.token)
                self.step()
                self.accept(";")
        self.expect(":")
        body = self.pipe()
        self.expect(";")
        return (name, parameters, body)

    def binary(self, lowest: int) -> Tree:
        left = self.postfix()
        while self.kind in ("op", "name") and self.token in BINARY:
            op = self.token
            level, side = BINARY[op]
            if level < lowest:
                break
            self.step()
            if op == "|":
                right = self.pipe()
            else:
                right = self.binary(level if side == "right" else level + 1)
            left = ("binary", op, left, right)
        if self.kind == "name" and self.token == "as" and lowest <= 9:
            return self.binding(left)
        return left

    def binding(self, source: Tree) -> Tree:
        self.expect("as")
        pattern = self.pattern()
        self.expect("|")
        return ("as", source, pattern, self.pipe())

    def pattern(self) -> Tree:
        if self.kind == "variable":
            name = self.token[1:]
            self.step()
            return ("variable", name)
        if self.accept("["):
            items = [self.pattern()]
            while self.accept(","):
                items.append(self.pattern())
            self.expect("]")
            return ("array", items)
        self.expect("{")
        entries: list[tuple[Tree, Tree]] = []
        while not self.accept("}"):
            entries.append(self.pattern_entry())
            self.accept(",")
        return ("object", entries)

    def pattern_entry(self) -> tuple[Tree, Tree]:
        if self.kind == "variable":
            name = self.token[1:]
            self.step()
            key: Tree = ("string", [name])
            return key, self.pattern() if self.accept(":") else ("variable", name)
        key = self.key()
        self.expect(":")
        return key, self.pattern()

    def postfix(self) -> Tree:
        found = self.primary()
        while True:
            if self.kind == "field":
                found = ("index", found, ("string", [self.token[1:]]))
                self.step()
            elif self.kind == "dotstring":
                found = ("index", found, self.value)
                self.step()
            elif self.kind == "op" and self.token == "[":
                self.step()
                found = self.bracket(found)
            elif self.kind == "op" and self.token == "." and self.text[self.at : self.at + 1] == "[":
                self.step()
            elif self.accept("?"):
                found = ("try", found, None)
            else:
                break
        return self.binding(found) if self.kind == "name" and self.token == "as" else found

    def bracket(self, target: Tree) -> Tree:
        if self.accept("]"):
            return ("iterate", target)
        if self.accept(":"):
            end = self.pipe()
            self.expect("]")
            return ("slice", target, None, end)
        start = self.pipe()
        if self.accept(":"):
            stop = None if self.token == "]" else self.pipe()
            self.expect("]")
            return ("slice", target, start, stop)
        self.expect("]")
        return ("index", target, start)

    def primary(self) -> Tree:
        kind, token = self.kind, self.token
        if kind == "number":
            self.step()
            return ("literal", int(token) if token.isdigit() else float(token))
        if kind == "string":
            found: Tree = self.value
            self.step()
            return found
        if kind in ("field", "dotstring"):
            key = ("string", [token[1:]]) if kind == "field" else self.value
            self.step()
            return ("index", ("identity",), key)
        if kind == "format":
            self.step()
            if self.kind == "string":
                parts = self.value[1]
                self.step()
                return ("string", parts, token)
            return ("format", token)
        if kind == "variable":
            self.step()
            return ("variable", token[1:])
        if kind == "op":
            return self.punctuation(token)
        if kind == "name":
            return self.word(token)
        raise self.unexpected()

    def punctuation(self, token: str) -> Tree:
        self.step()
        if token == ".":
            if self.kind == "string":
                key: Tree = self.value
                self.step()
                return ("index", ("identity",), key)
            return ("identity",)
        if token == "..":
            return ("call", "recurse", [])
        if token == "(":
            found = self.pipe()
            self.expect(")")
            return found
        if token == "[":
            if self.accept("]"):
                return ("array", None)
            found = self.pipe()
            self.expect("]")
            return ("array", found)
        if token == "{":
            return self.object()
        if token == "-":
            return ("negate", self.postfix())
        self.token = token
        raise JqSyntaxError(f"syntax error, unexpected {token}")

    def key(self) -> Tree:
        """An object's key."""
        if self.kind == "string":
            found: Tree = self.value
            self.step()
            return found
        if self.kind == "format":
            return self.primary()
        if self.accept("("):
            found = self.pipe()
            self.expect(")")
            return found
        if self.kind in ("name", "number"):
            name = self.token
            self.step()
            return ("string", [name])
        raise self.unexpected()

    def object(self) -> Tree:
        entries: list[tuple[Tree, Tree]] = []
        while not self.accept("}"):
            if self.kind == "variable":
                name = self.token[1:]
                self.step()
                entries.append((("string", [name]), ("variable", name)))
            else:
                key = self.key()
                value = self.object_value() if self.accept(":") else ("index", ("identity",), key)
                entries.append((key, value))
            if not self.accept(","):
                self.expect("}")
                break
        return ("object", entries)

    def object_value(self) -> Tree:
        found = self.binary(2)
        while self.accept("|"):
            found = ("binary", "|", found, self.binary(2))
        return found

    def word(self, token: str) -> Tree:
        self.step()
        if token == "if":
            return self.condition()
        if token == "try":
            body = self.postfix()
            return ("try", body, self.postfix() if self.accept("catch") else ("call", "empty", []))
        if token in ("reduce", "foreach"):
            return self.fold(token)
        if token == "label":
            name = self.token[1:]
            self.step()
            self.expect("|")
            return ("label", name, self.pipe())
        if token == "break":
            name = self.token[1:]
            self.step()
            return ("break", name)
        if token == "def":
            raise JqSyntaxError("syntax error, unexpected def")
        if token in ("true", "false", "null"):
            return ("literal", {"true": True, "false": False, "null": None}[token])
        arguments = []
        if self.accept("("):
            arguments.append(self.pipe())
            while self.accept(";"):
                arguments.append(self.pipe())
            self.expect(")")
        return ("call", token, arguments)

    def condition(self) -> Tree:
        test = self.pipe()
        self.expect("then")
        yes = self.pipe()
        if self.accept("elif"):
            return ("if", test, yes, self.condition())
        no: Tree = ("identity",)
        if self.accept("else"):
            no = self.pipe()
        self.expect("end")
        return ("if", test, yes, no)

    def fold(self, token: str) -> Tree:
        source = self.fold_source()
        self.expect("as")
        pattern = self.pattern()
        self.expect("(")
        parts = [self.pipe()]
        while self.accept(";"):
            parts.append(self.pipe())
        self.expect(")")
        return (token, source, pattern, *parts)

    def fold_source(self) -> Tree:
        """The source of a fold: a term (its `as` belongs to the fold)."""
        found = self.primary()
        while True:
            if self.kind == "field":
                found = ("index", found, ("string", [self.token[1:]]))
                self.step()
            elif self.accept("["):
                found = self.bracket(found)
            elif self.accept("?"):
                found = ("try", found, None)
            else:
                return found
