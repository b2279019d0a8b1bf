"""Go templates parsed: the grammar and the errors of text/template/parse (parse.go)."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from minikctl.gotemplate.lex import Token, tokens
from minikctl.gotemplate.nodes import Action, Command, Node, Pipe
from minikctl.gotemplate.values import GoInt
from minikctl.state.fields import go_quote
from minikctl.state.jsonpath.quotes import unquote

NAME = "output"  # what kubectl calls its template
OPERANDS = ("bool", "char", "dot", "field", "name", "number", "nil", "string", "variable", "(")
CONSTANTS = ("bool", "dot", "nil", "number", "string")


class Templates(NamedTuple):
    """The main template and those that it defines."""

    main: tuple[Action, ...]
    named: dict[str, tuple[Action, ...]]


def parse(text: str, functions: Container[str]) -> Templates:
    """The templates of a text. Raises ValueError, worded as Go's."""
    parser = _Parser(tokens(text), functions)
    main = parser.whole()
    return Templates(main, parser.named)


class _Parser:
    """Recursive descent with Go's order of questions, so that its errors come out."""

    __slots__ = ("action_line", "at", "functions", "named", "ranges", "tokens", "variables")

    def __init__(self, found: list[Token], functions: Container[str]) -> None:
        self.tokens = found
        self.at = 0
        self.functions = functions
        self.named: dict[str, tuple[Action, ...]] = {}
        self.variables = ["$"]
        self.ranges = 0
        self.action_line = 0

    # ---- tokens

    def next(self) -> Token:
        token = self.tokens[min(self.at, len(self.tokens) - 1)]
        self.at += 1
        return token

    def peek(self) -> Token:
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    def next_solid(self) -> Token:
        self.peek_solid()
        return self.next()

    def peek_solid(self) -> Token:
        while self.peek().kind == "space":
            self.at += 1
        return self.peek()

    def error(self, message: str) -> ValueError:
        line = self.tokens[min(max(self.at - 1, 0), len(self.tokens) - 1)].line
        return ValueError(f"template: {NAME}:{line}: {message}")

    def unexpected(self, token: Token, context: str) -> ValueError:
        if token.kind != "error":
            return self.error(f"unexpected {token} in {context}")
        extra = ""
        if self.action_line and self.action_line != token.line:
            extra = f" in action started at {NAME}:{self.action_line}"
            if token.text.endswith(" action"):
                extra = extra.removeprefix(" in action")
        return self.error(f"{token}{extra}")

    def expect(self, kind: str, context: str) -> Token:
        token = self.next_solid()
        if token.kind != kind:
            raise self.unexpected(token, context)
        return token

    # ---- lists

    def whole(self) -> tuple[Action, ...]:
        found: list[Action] = []
        while self.peek().kind != "eof":
            start = self.at
            if self.next().kind == "open" and self.next_solid().kind == "define":
                self.definition()
                continue
            self.at = start
            node = self.text_or_action()
            if node.kind in ("end", "else"):
                raise self.error("unexpected {{" + node.kind + "}}")
            found.append(node)
        return tuple(found)

    def items(self) -> tuple[tuple[Action, ...], str]:
        """Nodes up to an end or else, and which of them it was."""
        found: list[Action] = []
        while self.peek_solid().kind != "eof":
            node = self.text_or_action()
            if node.kind in ("end", "else"):
                return tuple(found), node.kind
            found.append(node)
        raise self.at_eof()

    def at_eof(self) -> ValueError:
        self.next()
        return self.error("unexpected EOF")

    def definition(self) -> None:
        context = "define clause"
        name = self.template_name(self.next_solid(), context)
        self.expect("close", context)
        self.named[name] = self.separate(context)

    def separate(self, context: str) -> tuple[Action, ...]:
        """The body of a definition, which knows no variables from outside."""
        outer, self.variables = self.variables, ["$"]
        body, end = self.items()
        self.variables = outer
        if end != "end":
            raise self.error("unexpected {{" + end + "}} in " + context)
        return body

    def text_or_action(self) -> Action:
        token = self.next_solid()
        if token.kind == "text":
            return Action("text", token.position, token.text)
        if token.kind != "open":
            raise self.unexpected(token, "input")
        self.action_line = token.line
        found = self.action()
        self.action_line = 0
        return found

    # ---- actions

    def action(self) -> Action:
        token = self.next_solid()
        if token.kind in ("if", "with", "range"):
            return self.control(token.kind)
        if token.kind in ("break", "continue"):
            return self.jump(token)
        if token.kind == "end":
            return Action("end", self.expect("close", "end").position)
        if token.kind == "else":
            if self.peek_solid().kind in ("if", "with"):
                return Action("else", token.position)
            return Action("else", self.expect("close", "else").position)
        if token.kind == "template":
            return self.template()
        if token.kind == "block":
            return self.block()
        self.at -= 1
        return Action("action", self.peek().position, pipe=self.pipeline("command", "close"))

    def jump(self, token: Token) -> Action:
        context = "{{" + token.kind + "}}"
        following = self.next_solid()
        if following.kind != "close":
            raise self.unexpected(following, context)
        if not self.ranges:
            raise self.error(f"{context} outside {{{{range}}}}")
        return Action(token.kind, token.position)

    def control(self, kind: str) -> Action:
        known = len(self.variables)
        pipe = self.pipeline(kind, "close")
        self.ranges += kind == "range"
        body, end = self.items()
        self.ranges -= kind == "range"
        otherwise: tuple[Action, ...] | None = None
        if end == "else":
            if kind in ("if", "with") and self.peek().kind == kind:
                self.next()
                otherwise = (self.control(kind),)
            else:
                otherwise, end = self.items()
                if end != "end":
                    raise self.error("expected end; found {{" + end + "}}")
        del self.variables[known:]
        return Action(kind, pipe.position, pipe=pipe, body=body, otherwise=otherwise)

    def template(self) -> Action:
        context = "template clause"
        token = self.next_solid()
        name = self.template_name(token, context)
        pipe = None
        if self.peek_solid().kind == "close":
            self.next()
        else:
            pipe = self.pipeline(context, "close")
        return Action("template", token.position, name, pipe)

    def block(self) -> Action:
        context = "block clause"
        token = self.next_solid()
        name = self.template_name(token, context)
        pipe = self.pipeline(context, "close")
        self.named[name] = self.separate(context)
        return Action("template", token.position, name, pipe)

    def template_name(self, token: Token, context: str) -> str:
        if token.kind != "string":
            raise self.unexpected(token, context)
        return self.string(token.text)

    def string(self, text: str) -> str:
        if text[0] == "`":
            return text[1:-1].replace("\r", "")
        try:
            return unquote(text)
        except ValueError as error:
            raise self.error(str(error)) from None

    # ---- pipelines

    def pipeline(self, context: str, end: str) -> Pipe:
        position = self.peek_solid().position
        variables, assigns = self.declarations(context)
        commands: list[Command] = []
        while True:
            token = self.next_solid()
            if token.kind == end:
                break
            if token.kind not in OPERANDS:
                raise self.unexpected(token, context)
            self.at -= 1
            commands.append(self.command())
        if not commands:
            raise self.error(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            first = command.args[0]
            if isinstance(first, Node) and first.kind in CONSTANTS:
                raise self.error(f"non executable command in pipeline stage {stage}")
        return Pipe(position, variables, assigns, tuple(commands))

    def declarations(self, context: str) -> tuple[tuple[str, ...], bool]:
        """The variables that a pipeline sets, and whether they exist already (`=`)."""
        found: list[str] = []
        while self.peek_solid().kind == "variable":
            start = self.at
            variable = self.next()
            following = self.peek_solid()
            if following.kind in ("assign", "declare"):
                self.next()
                found.append(variable.text)
                self.variables.append(variable.text)
                return tuple(found), following.kind == "assign"
            if following.kind != "sign" or following.text != ",":
                self.at = start
                break
            self.next()
            found.append(variable.text)
            self.variables.append(variable.text)
            if context != "range" or len(found) > 1:
                raise self.error(f"too many declarations in {context}")
            if self.peek_solid().kind not in ("variable", "close", ")"):
                raise self.error("range can only initialize variables")
        return tuple(found), False

    def command(self) -> Command:
        position = self.peek_solid().position
        args: list[Node | Pipe] = []
        while True:
            self.peek_solid()
            operand = self.operand()
            if operand is not None:
                args.append(operand)
            token = self.next()
            if token.kind == "space":
                continue
            if token.kind in ("close", ")"):
                self.at -= 1
            elif token.kind != "pipe":
                raise self.unexpected(token, "operand")
            break
        if not args:
            raise self.error("empty command")
        return Command(position, tuple(args))

    def operand(self) -> Node | Pipe | None:
        node = self.term()
        if node is None or self.peek().kind != "field":
            return node
        position, names = self.peek().position, []
        while self.peek().kind == "field":
            names.append(self.next().text[1:])
        if isinstance(node, Node) and node.kind in ("field", "variable"):
            text = node.text + "".join("." + name for name in names)
            return node._replace(position=position, text=text, names=(*node.names, *names))
        if isinstance(node, Node) and node.kind in CONSTANTS:
            raise self.error(f"unexpected . after term {go_quote(str(node))}")
        return Node("chain", position, "", tuple(names), node)

    def term(self) -> Node | Pipe | None:
        token = self.next_solid()
        kind, text, position = token.kind, token.text, token.position
        if kind == "name":
            if text not in self.functions:
                raise self.error(f"function {go_quote(text)} not defined")
            return Node("name", position, text)
        if kind in ("dot", "nil"):
            return Node(kind, position, text)
        if kind == "variable":
            if text not in self.variables:
                raise self.error(f"undefined variable {go_quote(text)}")
            return Node("variable", position, text, (text,))
        if kind == "field":
            return Node("field", position, text, (text[1:],))
        if kind == "bool":
            return Node("bool", position, text, value=text == "true")
        if kind == "char":
            return Node("number", position, text, value=self.char(text))
        if kind == "number":
            return Node("number", position, text, value=self.number(text))
        if kind == "string":
            return Node("string", position, text, value=self.string(text))
        if kind == "(":
            return self.pipeline("parenthesized pipeline", ")")
        self.at -= 1
        return None

    def char(self, text: str) -> GoInt:
        try:
            value = unquote(text)
        except ValueError as error:
            raise self.error(str(error)) from None
        if not value:
            raise self.error("invalid syntax")
        if len(value) != 1:
            raise self.error(f"malformed character constant: {text}")
        return GoInt(ord(value))

    def number(self, text: str) -> float | GoInt:
        plain = text.replace("_", "")
        try:
            if plain.lstrip("+-").lower().startswith(("0x", "0o", "0b")):
                return GoInt(plain, 0)
            if any(char in plain for char in ".eE"):
                return float(plain)
            digits = plain.lstrip("+-")
            return GoInt(plain, 8 if len(digits) > 1 and digits[0] == "0" else 10)
        except ValueError:
            if plain.lstrip("+-").isdecimal():
                raise self.error(f"integer overflow: {go_quote(text)}") from None
            raise self.error(f"illegal number syntax: {go_quote(text)}") from None
