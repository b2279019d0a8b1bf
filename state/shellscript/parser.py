"""Parsing a script: the grammar of POSIX XCU 2.10 with bash's `[[ ]]`, `(( ))`, `for (( ))`, arrays and `function`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minikctl.state.shellscript.checks import CheckReader
from minikctl.state.shellscript.tree import (
    AndOr,
    Arm,
    Calculation,
    Case,
    For,
    ForArith,
    Function,
    Group,
    If,
    Item,
    Loop,
    Node,
    Pipeline,
    Redirected,
    Script,
    ShellSyntaxError,
    Subshell,
    UnfinishedError,
    Word,
)
from minikctl.state.shellscript.words import is_name

CLOSING = {"then", "else", "elif", "fi", "do", "done", "esac", "}"}
UNSUPPORTED = {"select": "the `select` loop", "coproc": "`coproc`"}


class Parser(CheckReader):
    """A script that is read command by command; `aliases` may change while it is read."""

    def script_until(self, closing: str) -> Script:
        items = self.items(lambda: self.operator() == closing)
        if self.operator() != closing:
            raise self.unfinished(f"unexpected EOF while looking for matching `{closing}'")
        self.at += len(closing)
        return Script(tuple(items))

    def parsed(self, text: str) -> Script:
        inner = Parser(text, self.line(), self.aliases)
        return inner.all()

    def all(self) -> Script:
        """The whole text."""
        items: list[Item] = []
        while (more := self.next_line()) is not None:
            items.extend(more.items)
        return Script(tuple(items))

    def next_line(self) -> Script | None:
        """The commands up to the end of a line, None at the end of the text."""
        self.blank_lines()
        if self.at >= len(self.text):
            return None
        items = self.items(lambda: self.operator() == "\n", line_only=True)
        if self.operator() not in ("\n", ""):
            raise self.unexpected(self.operator())
        if self.operator():
            self.newline()
        elif self._documents:
            self.read_documents()
        return Script(tuple(items))

    # lists

    def items(self, is_end: Callable[[], bool], line_only: bool = False) -> list[Item]:
        """And-or lists, separated by `;`, `&` and newlines, until the end or a closing word."""
        found: list[Item] = []
        while True:
            if not line_only:
                self.blank_lines()
            self.skip()
            if self.at >= len(self.text) or is_end() or (self.keyword() in CLOSING and not line_only):
                return found
            if self.operator() in (")", ";;", ";&", ";;&"):
                return found
            found.append(self.item())
            op = self.operator()
            if op in (";", "&"):
                self.at += 1
            elif op != "\n" or line_only:
                return found

    def item(self) -> Item:
        self.skip()
        line, start = self.line(), self.at
        node = self.and_or()
        source = self.text[start : self.at].rstrip()
        return Item(node, self.operator() == "&", line, source)

    def and_or(self) -> Node:
        first = self.pipeline()
        rest: list[tuple[str, Node]] = []
        while (op := self.operator()) in ("&&", "||"):
            self.at += 2
            self.blank_lines()
            rest.append((op, self.pipeline()))
        return AndOr(first, tuple(rest)) if rest else first

    def pipeline(self) -> Node:
        negated = timed = False
        while True:
            if self.accept("!"):
                negated = not negated
            elif self.accept("time"):
                timed = True
                self.accept("-p")
            else:
                break
        commands, both = [self.command()], []
        while (op := self.operator()) in ("|", "|&"):
            self.at += len(op)
            both.append(op == "|&")
            self.blank_lines()
            commands.append(self.command())
        if len(commands) == 1 and not negated and not timed:
            return commands[0]
        return Pipeline(tuple(commands), negated, tuple(both), timed)

    # commands

    def command(self) -> Node:
        self.expand_alias()
        word = self.keyword()
        if word in UNSUPPORTED:
            raise self.wrong(f"{UNSUPPORTED[word]} is not supported")
        node = self.compound(word)
        if node is None:
            return self.simple()
        redirects = self.redirects()
        return Redirected(node, redirects) if redirects else node

    def compound(self, word: str) -> Node | None:
        """A compound command or a function's definition, if one begins here."""
        makers: dict[str, Callable[[], Node]] = {
            "if": self.if_command,
            "while": lambda: self.loop(False),
            "until": lambda: self.loop(True),
            "for": self.for_command,
            "case": self.case_command,
            "{": self.group,
            "[[": self.check,
            "function": self.function,
        }
        if word in makers:
            self.at += len(word)
            return makers[word]()
        if word in CLOSING:
            raise self.unexpected(word)
        if self.operator() == "(":
            return self.calculation() or self.subshell()
        if is_function_name(word) and self.is_definition(word):
            self.at += len(word)
            return self.function_body(word)
        return None

    def is_definition(self, word: str) -> bool:
        place = self.at + len(word)
        rest = self.text[place : place + 20].lstrip(" \t")
        return rest.startswith("(") and rest[1:].lstrip(" \t").startswith(")")

    def function(self) -> Node:
        name = self.keyword()
        self.at += len(name)
        return self.function_body(name)

    def function_body(self, name: str) -> Node:
        if self.operator() == "(":
            self.at += 1
            if self.operator() != ")":
                raise self.surprise("syntax error: unexpected end of file")
            self.at += 1
        self.blank_lines()
        if self.at >= len(self.text):
            raise self.unfinished("syntax error: unexpected end of file")
        return Function(name, self.command())

    def body(self, *closing: str) -> Script:
        """The commands up to a closing word, which is not passed; there must be at least one."""
        items = self.items(lambda: self.keyword() in closing)
        if self.keyword() not in closing or not items:
            raise self.surprise("syntax error: unexpected end of file")
        return Script(tuple(items))

    def group(self) -> Node:
        body = self.body("}")
        self.expect("}")
        return Group(body)

    def subshell(self) -> Node:
        self.at += 1
        body = self.script_until(")")
        if not body.items:
            raise self.unexpected(")")
        return Subshell(body)

    def calculation(self) -> Node | None:
        if not self.starts("(("):
            return None
        end = self.end_of_arithmetic(self.at + 2)
        if end is None:
            return None
        text = self.arithmetic_word(self.text[self.at + 2 : end])
        self.at = end + 2
        return Calculation(text)

    def arithmetic_word(self, text: str) -> Word:
        return tuple(Parser(text, self.line(), self.aliases).double_quoted(""))

    def if_command(self) -> Node:
        clauses = [self.clause()]
        while self.accept("elif"):
            clauses.append(self.clause())
        otherwise = self.body("fi") if self.accept("else") else None
        self.expect("fi")
        return If(tuple(clauses), otherwise)

    def clause(self) -> tuple[Script, Script]:
        condition = self.body("then")
        self.expect("then")
        return condition, self.body("elif", "else", "fi")

    def loop(self, stops_when: bool) -> Node:
        condition = self.body("do")
        return Loop(condition, self.do_body(), stops_when)

    def do_body(self) -> Script:
        self.expect("do")
        body = self.body("done")
        self.expect("done")
        return body

    def for_command(self) -> Node:
        if self.operator() == "(":
            return self.for_arithmetic()
        name = self.keyword()
        if not is_name(name):
            raise self.surprise("syntax error: unexpected end of file")
        self.at += len(name)
        words: tuple[Word, ...] | None = None
        self.blank_lines()
        if self.accept("in"):
            words = self.words()
            if self.operator() not in (";", "\n"):
                raise self.surprise("syntax error: unexpected end of file")
        if self.operator() == ";":
            self.at += 1
        return For(name, words, self.do_body())

    def for_arithmetic(self) -> Node:
        end = self.end_of_arithmetic(self.at + 2) if self.starts("((") else None
        if end is None:
            raise self.unexpected("(")
        pieces = self.text[self.at + 2 : end].split(";")
        if len(pieces) != 3:
            raise self.wrong("syntax error: arithmetic expression required")
        self.at = end + 2
        if self.operator() == ";":
            self.at += 1
        start, condition, step = (self.arithmetic_word(piece) for piece in pieces)
        self.blank_lines()
        return ForArith(start, condition, step, self.group_after_for() if self.accept("{") else self.do_body())

    def group_after_for(self) -> Script:
        body = self.body("}")
        self.expect("}")
        return body

    def words(self) -> tuple[Word, ...]:
        """Words up to an operator."""
        found = []
        while not self.operator() and self.at < len(self.text):
            found.append(self.word())
        return tuple(found)

    def case_command(self) -> Node:
        self.skip()
        word, arms = self.word(), []
        self.expect("in")
        self.blank_lines()
        while not self.accept("esac"):
            arms.append(self.arm())
            self.blank_lines()
        return Case(word, tuple(arms))

    def arm(self) -> Arm:
        if self.operator() == "(":
            self.at += 1
        self.skip()
        patterns = [self.word()]
        while self.operator() == "|":
            self.at += 1
            self.skip()
            patterns.append(self.word())
        if self.operator() != ")" or not patterns[0]:
            raise self.surprise("syntax error: unexpected end of file")
        self.at += 1
        items = self.items(lambda: self.operator() in (";;", ";&", ";;&") or self.keyword() == "esac")
        end = self.operator()
        if end in (";;", ";&", ";;&"):
            self.at += len(end)
        elif self.keyword() != "esac":
            raise self.surprise("syntax error: unexpected end of file")
        return Arm(tuple(patterns), Script(tuple(items)), end or ";;")

    # [[ ]]


def is_function_name(word: str) -> bool:
    return bool(word) and word.replace("-", "_").replace(".", "_").replace(":", "_").isidentifier()


def is_complete(text: str, aliases: Mapping[str, str] | None = None) -> bool:
    """Can the text be run as it is? False if a quote, a here-document or a compound command is still open."""
    parser = Parser(text, aliases=aliases)
    try:
        parser.all()
    except UnfinishedError:
        return False
    except ShellSyntaxError:
        return True
    return not parser.missing_end and not ends_in_backslash(text)


def ends_in_backslash(text: str) -> bool:
    """Does the last line ask for more by its backslash?"""
    body = text.removesuffix("\n")
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1
