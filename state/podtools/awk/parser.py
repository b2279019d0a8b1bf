"""Parsing awk programs (POSIX XCU awk): into nested tuples whose first element names what they are."""

from __future__ import annotations

from typing import Any, TypeAlias

from minikctl.state.podtools.awk.lexer import AwkError, Lexer, string_value

Tree: TypeAlias = tuple[Any, ...]

ASSIGNING = ("=", "+=", "-=", "*=", "/=", "%=", "^=", "**=")
STARTS_OPERAND = {"$", "!", "(", "-", "+", "++", "--"}


class Parser:
    """Reads a whole program: `rules` are (kind, pattern, action), `functions` (parameters, body)."""

    def __init__(self, text: str) -> None:
        self.tokens = Lexer(text).tokens
        self.at = 0
        self.rules: list[Tree] = []
        self.functions: dict[str, tuple[list[str], Tree]] = {}
        self.no_in = self.no_greater = False
        self.skip_newlines(";")
        while self.peek()[0] != "end":
            self.item()
            self.skip_newlines(";")

    # tokens

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def is_op(self, *texts: str) -> bool:
        kind, text = self.peek()
        return kind == "op" and text in texts

    def is_word(self, *texts: str) -> bool:
        kind, text = self.peek()
        return kind == "keyword" and text in texts

    def accept(self, *texts: str) -> str:
        kind, text = self.peek()
        if kind in ("op", "keyword") and text in texts:
            self.at += 1
            return text
        return ""

    def expect(self, text: str) -> None:
        if not self.accept(text):
            found = self.peek()[1] or "end of program"
            raise AwkError(f"syntax error at or near {found if found != chr(10) else 'end of line'}")

    def skip_newlines(self, *more: str) -> None:
        while self.is_op("\n", *more):
            self.at += 1

    # rules

    def item(self) -> None:
        if self.accept("function", "func"):
            name = self.peek()[1]
            self.at += 1
            self.expect("(")
            parameters = []
            while not self.is_op(")"):
                parameters.append(self.peek()[1])
                self.at += 1
                self.accept(",")
                self.skip_newlines()
            self.expect(")")
            self.skip_newlines()
            self.functions[name] = (parameters, self.block())
            return
        kind = self.accept("BEGIN", "END")
        pattern: Tree | None = None
        if not kind and not self.is_op("{"):
            pattern = self.expression()
            if self.accept(","):
                self.skip_newlines()
                pattern = ("range", pattern, self.expression(), len(self.rules))
        action = self.block() if self.is_op("{") else None
        self.rules.append((kind or "line", pattern, action))

    def block(self) -> Tree:
        self.expect("{")
        body = []
        self.skip_newlines(";")
        while not self.accept("}"):
            body.append(self.statement())
            self.skip_newlines(";")
        return ("block", body)

    def end_statement(self) -> None:
        if not self.accept(";", "\n") and not self.is_op("}") and self.peek()[0] != "end":
            self.expect(";")

    def statement(self) -> Tree:
        if self.is_op("{"):
            return self.block()
        if self.accept(";"):
            return ("block", [])
        word = self.accept(
            "if", "while", "do", "for", "break", "continue", "next", "nextfile", "exit", "return", "delete"
        )
        if word in ("if", "while", "do", "for"):
            makers = {"if": self.if_, "while": self.while_, "do": self.do, "for": self.for_}
            return makers[word]()
        if word:
            found: Tree = (word,)
            if word in ("exit", "return"):
                has_value = not self.is_op(";", "\n", "}") and self.peek()[0] != "end"
                found = (word, self.expression() if has_value else None)
            elif word == "delete":
                found = self.delete()
            self.end_statement()
            return found
        found = self.simple()
        self.end_statement()
        return found

    def delete(self) -> Tree:
        name = self.peek()[1]
        self.at += 1
        if self.accept("["):
            subscripts = self.expressions()
            self.expect("]")
            return ("delete", name, subscripts)
        return ("delete", name, None)

    def simple(self) -> Tree:
        word = self.accept("print", "printf")
        if not word:
            return ("expression", self.expression())
        self.no_greater = True
        values: list[Tree] = []
        if not self.is_op(";", "\n", "}", ">", ">>", "|") and self.peek()[0] != "end":
            values = self.expressions()
            if len(values) == 1 and values[0][0] == "group":
                values = values[0][1]
        self.no_greater = False
        op = self.accept(">", ">>", "|")
        return (word, values, op, self.concatenation() if op else None)

    def body(self) -> Tree:
        self.skip_newlines()
        return self.statement()

    def if_(self) -> Tree:
        self.expect("(")
        condition = self.expression()
        self.expect(")")
        yes = self.body()
        before = self.at
        self.skip_newlines(";")
        if self.accept("else"):
            return ("if", condition, yes, self.body())
        self.at = before
        return ("if", condition, yes, None)

    def while_(self) -> Tree:
        self.expect("(")
        condition = self.expression()
        self.expect(")")
        if self.accept(";"):
            return ("while", condition, ("block", []))
        return ("while", condition, self.body())

    def do(self) -> Tree:
        body = self.body()
        self.skip_newlines(";")
        self.expect("while")
        self.expect("(")
        condition = self.expression()
        self.expect(")")
        self.end_statement()
        return ("do", body, condition)

    def for_(self) -> Tree:
        self.expect("(")
        if self.peek()[0] == "name" and self.peek(1) == ("keyword", "in") and self.peek(3) == ("op", ")"):
            name, array = self.peek()[1], self.peek(2)[1]
            self.at += 4
            return ("forin", name, array, self.body())
        start = None if self.is_op(";") else self.simple()
        self.expect(";")
        self.skip_newlines()
        condition = None if self.is_op(";") else self.expression()
        self.expect(";")
        self.skip_newlines()
        step = None if self.is_op(")") else self.simple()
        self.expect(")")
        if self.accept(";"):
            return ("for", start, condition, step, ("block", []))
        return ("for", start, condition, step, self.body())

    # expressions

    def expressions(self) -> list[Tree]:
        found = [self.expression()]
        while self.accept(","):
            self.skip_newlines()
            found.append(self.expression())
        return found

    def expression(self) -> Tree:
        left = self.ternary()
        if left[0] in ("name", "field", "element") and self.is_op(*ASSIGNING):
            op = self.accept(*ASSIGNING)
            self.skip_newlines()
            return ("assign", op[:-1].replace("**", "^"), left, self.expression())
        return left

    def ternary(self) -> Tree:
        condition = self.either()
        if not self.accept("?"):
            return condition
        self.skip_newlines()
        yes = self.expression()
        self.skip_newlines()
        self.expect(":")
        self.skip_newlines()
        return ("ternary", condition, yes, self.expression())

    def either(self) -> Tree:
        left = self.both()
        while self.accept("||"):
            self.skip_newlines()
            left = ("or", left, self.both())
        return left

    def both(self) -> Tree:
        left = self.membership()
        while self.accept("&&"):
            self.skip_newlines()
            left = ("and", left, self.membership())
        return left

    def membership(self) -> Tree:
        left = self.matching()
        while self.is_word("in") and not self.no_in:
            self.at += 1
            array = self.peek()[1]
            self.at += 1
            left = ("in", left[1] if left[0] == "group" else [left], array)
        return left

    def matching(self) -> Tree:
        left = self.comparison()
        while op := self.accept("~", "!~"):
            left = ("match", op == "!~", left, self.comparison())
        return left

    def comparison(self) -> Tree:
        left = self.concatenation()
        operators = ("<", "<=", "==", "!=", ">=") + (() if self.no_greater else (">",))
        if op := self.accept(*operators):
            return ("compare", op, left, self.concatenation())
        if self.is_op("|") and self.peek(1) == ("keyword", "getline"):
            self.at += 2
            return ("getline", "|", left, self.target())
        return left

    def target(self) -> Tree | None:
        return self.primary() if self.peek()[0] == "name" or self.is_op("$") else None

    def concatenation(self) -> Tree:
        left = self.additive()
        while self.starts_operand():
            left = ("concat", left, self.additive())
        return left

    def starts_operand(self) -> bool:
        kind, text = self.peek()
        if kind in ("number", "string", "regex", "name", "builtin", "call"):
            return True
        return kind == "op" and text in ("$", "!", "(", "-", "+", "++", "--")

    def additive(self) -> Tree:
        left = self.multiplicative()
        while op := self.accept("+", "-"):
            left = ("binary", op, left, self.multiplicative())
        return left

    def multiplicative(self) -> Tree:
        left = self.unary()
        while op := self.accept("*", "/", "%"):
            left = ("binary", op, left, self.unary())
        return left

    def unary(self) -> Tree:
        if op := self.accept("!", "-", "+"):
            return ("unary", op, self.unary())
        return self.power()

    def power(self) -> Tree:
        base = self.postfix()
        if self.accept("^", "**"):
            return ("binary", "^", base, self.unary() if self.is_op("-", "+", "!") else self.power())
        return base

    def postfix(self) -> Tree:
        if op := self.accept("++", "--"):
            return ("increment", op, True, self.postfix())
        found = self.primary()
        if found[0] in ("name", "field", "element") and (op := self.accept("++", "--")):
            return ("increment", op, False, found)
        return found

    def primary(self) -> Tree:
        kind, text = self.peek()
        self.at += 1
        if kind == "number":
            return ("number", float(int(text, 16)) if text[:2].lower() == "0x" else float(text))
        if kind == "string":
            return ("string", string_value(text[1:-1]))
        if kind == "regex":
            return ("regex", text)
        if kind == "name":
            if self.accept("["):
                subscripts = self.expressions()
                self.expect("]")
                return ("element", text, subscripts)
            return ("name", text)
        if kind in ("builtin", "call"):
            return self.call(kind, text)
        if text == "$" and kind == "op":
            return ("field", self.postfix() if not self.is_op("-", "+", "!") else self.unary())
        if text == "(" and kind == "op":
            return self.grouped()
        if text == "getline" and kind == "keyword":
            target = self.target()
            return ("getline", "<", self.primary() if self.accept("<") else None, target)
        self.at -= 1
        self.expect("an expression")
        raise AssertionError("unreachable: expect raises")

    def grouped(self) -> Tree:
        no_greater, self.no_greater = self.no_greater, False
        values = self.expressions()
        self.skip_newlines()
        self.expect(")")
        self.no_greater = no_greater
        return ("group", values) if len(values) > 1 else ("paren", values[0])

    def call(self, kind: str, text: str) -> Tree:
        arguments: list[Tree] = []
        if self.accept("("):
            no_greater, self.no_greater = self.no_greater, False
            self.skip_newlines()
            if not self.is_op(")"):
                arguments = self.expressions()
            self.skip_newlines()
            self.expect(")")
            self.no_greater = no_greater
        return (kind, text, arguments)
