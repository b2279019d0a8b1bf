"""Parsing a script: the grammar of POSIX XCU 2.10 with bash's `[[ ]]`, `(( ))`, `for (( ))`, arrays and `function`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minikctl.state.shellscript.tree import (
    AndOr,
    Arm,
    Assign,
    Both,
    Calculation,
    Case,
    Check,
    Condition,
    Document,
    For,
    ForArith,
    Function,
    Group,
    If,
    Item,
    Lit,
    Loop,
    Node,
    Not,
    Pipeline,
    Redirect,
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
    Subshell,
    Test,
    UnfinishedError,
    Word,
    literal,
)
from minikctl.state.shellscript.words import BLANKS, WordReader, is_name

OPERATORS: tuple[str, ...] = (
    ";;&",
    "<<<",
    "<<-",
    "&>>",
    "&&",
    "||",
    ";;",
    ";&",
    "|&",
    "<<",
    ">>",
    "<&",
    ">&",
    "<>",
    ">|",
    "&>",
)
OPERATORS += (";", "&", "|", "<", ">", "(", ")", "\n")
REDIRECTIONS = {"<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "<>", ">|", "&>", "&>>"}
CLOSING = {"then", "else", "elif", "fi", "do", "done", "esac", "}"}
DECLARING = {"export", "local", "declare", "typeset", "readonly"}
UNARY_TESTS = set("abcdefghkLnoprsStuwxzGNOv")
BINARY_TESTS = {"=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"}
UNSUPPORTED = {"select": "the `select` loop", "coproc": "`coproc`"}


class Parser(WordReader):
    """A script that is read command by command; `aliases` may change while it is read."""

    def __init__(self, text: str, first_line: int = 1, aliases: Mapping[str, str] | None = None) -> None:
        super().__init__(text, first_line)
        self.aliases = {} if aliases is None else aliases
        self._alias_ends: dict[str, int] = {}
        self._documents: list[tuple[Document, str, bool, bool]] = []
        self.missing_end = False  # a here-document was ended by the end of the text

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

    # tokens

    def skip(self) -> None:
        """Passes blanks, continued lines and a comment."""
        while True:
            if self.char() and self.char() in BLANKS:
                self.at += 1
            elif self.starts("\\\n"):
                self.at += 2
            elif self.starts("\\\r\n"):
                self.at += 3
            elif self.char() == "\r" and self.char(1) in ("\n", ""):
                self.at += 1
            else:
                break
        if self.char() == "#":
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end

    def operator(self) -> str:
        """The operator at the position, `""` if there is none (or the text has ended)."""
        self.skip()
        char = self.char()
        if not char or char not in ";&|<>()\n":
            return ""
        return next(op for op in OPERATORS if self.starts(op))

    def newline(self) -> None:
        self.at += 1
        if self._documents:
            self.read_documents()

    def blank_lines(self) -> None:
        while self.operator() == "\n":
            self.newline()

    def keyword(self) -> str:
        """The unquoted word at the position, without passing it."""
        self.skip()
        end = self.at
        while end < len(self.text) and self.text[end] not in " \t\r\n;&|<>()'\"$`\\":
            end += 1
        follower = self.text[end : end + 1]
        return "" if follower and follower in "'\"$`\\" else self.text[self.at : end]

    def accept(self, word: str) -> bool:
        """Passes a reserved word if it is there."""
        if self.keyword() != word:
            return False
        self.at += len(word)
        return True

    def expect(self, word: str) -> None:
        self.blank_lines()
        if not self.accept(word):
            raise self.surprise(f"syntax error: unexpected end of file (expecting `{word}')")

    def surprise(self, at_end: str) -> Exception:
        """What is wrong with the token at the position."""
        self.skip()
        if self.at >= len(self.text):
            return self.unfinished(at_end)
        return self.unexpected(self.operator() or self.keyword() or self.char())

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

    def check(self) -> Node:
        condition = self.either()
        self.blank_lines()
        self.expect("]]")
        return Check(condition)

    def either(self) -> Condition:
        left = self.both()
        while self.condition_operator() == "||":
            self.at += 2
            left = Both("||", left, self.both())
        return left

    def both(self) -> Condition:
        left = self.one_test()
        while self.condition_operator() == "&&":
            self.at += 2
            left = Both("&&", left, self.one_test())
        return left

    def condition_operator(self) -> str:
        self.blank_lines()
        return self.operator()

    def one_test(self) -> Condition:
        if self.condition_operator() == "(":
            self.at += 1
            inner = self.either()
            if self.condition_operator() != ")":
                raise self.surprise("unexpected EOF while looking for `]]'")
            self.at += 1
            return inner
        if self.accept("!"):
            return Not(self.one_test())
        word = self.keyword()
        if len(word) == 2 and word[0] == "-" and word[1] in UNARY_TESTS:
            self.at += 2
            self.skip()
            return Test(word, self.test_word(), None)
        left = self.test_word()
        op = self.keyword() or self.operator()
        if op not in BINARY_TESTS:
            return Test("-n", left, None)
        self.at += len(op)
        self.skip()
        return Test(op, left, self.regex() if op == "=~" else self.test_word())

    def test_word(self) -> Word:
        self.skip()
        word = self.word()
        if not word:
            raise self.surprise("unexpected EOF while looking for `]]'")
        self.skip()
        return word

    def regex(self) -> Word:
        """The right side of `=~`: parentheses and bars belong to it."""
        found: Word = ()
        depth = 0
        while True:
            found += self.word()
            char = self.char()
            if not char or char == "\n" or (char in " \t&;" and depth == 0) or (char == ")" and depth == 0):
                return found
            depth += (char == "(") - (char == ")")
            found += (Lit(char, False),)
            self.at += 1

    # simple commands

    def expand_alias(self) -> None:
        """Puts an alias's text in its place."""
        while True:
            name = self.keyword()
            if name not in self.aliases or self._alias_ends.get(name, -1) > self.at:
                return
            value, end = self.aliases[name], self.at + len(name)
            grown = len(value) - len(name)
            self.text = self.text[: self.at] + value + self.text[end:]
            self._alias_ends = {key: place + grown for key, place in self._alias_ends.items() if place > self.at}
            self._alias_ends[name] = self.at + len(value)
            if value.endswith((" ", "\t")):
                start, self.at = self.at, self.at + len(value)
                self.expand_alias()
                self.at = start

    def simple(self) -> Simple:
        self.skip()
        line = self.line()
        assigns: list[Assign] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        later: list[tuple[int, Assign]] = []
        while self.redirect(redirects) or self.at_word():
            if self.starts_redirect() or not self.at_word():
                continue
            declaring = bool(words) and literal(words[0]) in DECLARING
            assign = self.assignment(declaring) if declaring or not words else None
            if assign is None:
                words.append(self.word())
            elif words:
                later.append((len(words), assign))
            else:
                assigns.append(assign)
        if not assigns and not words and not redirects:
            raise self.surprise("syntax error: unexpected end of file")
        if words and self.operator() == "(":
            raise self.unexpected("(")
        return Simple(tuple(assigns), tuple(words), tuple(redirects), line, tuple(later))

    def at_word(self) -> bool:
        """Does a word begin here?"""
        op = self.operator()
        return self.at < len(self.text) and (not op or (op in ("<", ">") and self.char(1) == "("))

    def assignment(self, arrays_only: bool) -> Assign | None:
        """An assignment at the position, if there is one."""
        self.skip()
        start, name = self.at, self.name()
        if not name:
            return None
        self.at += len(name)
        index = None
        if self.char() == "[":
            self.at += 1
            index = self.word("]\n")
            self.at += 1
        append = self.starts("+=")
        self.at += append
        if self.char() != "=" or (arrays_only and self.char(1) != "("):
            self.at = start
            return None
        self.at += 1
        if self.char() == "(" and index is None:
            return Assign(name, (), append, None, self.array_items())
        return Assign(name, self.word(), append, index)

    def array_items(self) -> tuple[Word, ...]:
        self.at += 1
        found: list[Word] = []
        while True:
            self.blank_lines()
            if self.operator() == ")":
                self.at += 1
                return tuple(found)
            if self.operator() or self.at >= len(self.text):
                raise self.surprise("unexpected EOF while looking for matching `)'")
            found.append(self.word())

    # redirections

    def redirects(self) -> tuple[Redirect, ...]:
        found: list[Redirect] = []
        while self.redirect(found):
            pass
        return tuple(found)

    def starts_redirect(self) -> bool:
        self.skip()
        digits = len(self.text[self.at :][:4]) - len(self.text[self.at :][:4].lstrip("0123456789"))
        op = next((op for op in OPERATORS if self.text.startswith(op, self.at + digits)), "")
        follower = self.text[self.at + digits + len(op) : self.at + digits + len(op) + 1]
        return op in REDIRECTIONS and not (op in ("<", ">") and follower == "(") and not (digits and op[0] == "&")

    def redirect(self, found: list[Redirect]) -> bool:
        """Reads a redirection into a list; False if there is none."""
        if not self.starts_redirect():
            return False
        digits = self.run_of("0123456789", 4)
        op = self.operator()
        self.at += len(op)
        self.skip()
        fd = int(digits) if digits else 0 if op[0] == "<" else 1
        if op in ("<<", "<<-"):
            self.here_document(found, fd, op == "<<-")
            return True
        target = self.word()
        if not target:
            raise self.surprise("syntax error: unexpected end of file")
        found.append(Redirect(fd, op, target))
        return True

    def here_document(self, found: list[Redirect], fd: int, strips: bool) -> None:
        """Notes a here-document; its text is read at the end of the line."""
        word = self.word()
        if not word:
            raise self.surprise("syntax error: unexpected end of file")
        plain = all(isinstance(part, Lit) for part in word)
        delimiter = "".join(part.text for part in word if isinstance(part, Lit)) if plain else source_of(word)
        quoted = any(isinstance(part, Lit) and part.quoted for part in word)
        document = Document()
        self._documents.append((document, delimiter, quoted, strips))
        found.append(Redirect(fd, "<<", (), document))

    def read_documents(self) -> None:
        documents, self._documents = self._documents, []
        for document, delimiter, quoted, strips in documents:
            body = self.document_text(delimiter, strips)
            document.word = (Lit(body, True),) if quoted else tuple(Parser(body, self.line()).double_quoted(""))

    def document_text(self, delimiter: str, strips: bool) -> str:
        lines: list[str] = []
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            end = len(self.text) if end < 0 else end
            line = self.text[self.at : end]
            self.at = min(end + 1, len(self.text))
            line = line.lstrip("\t") if strips else line
            if line == delimiter:
                return "".join(lines)
            lines.append(line + "\n")
        self.missing_end = True
        return "".join(lines)


def is_function_name(word: str) -> bool:
    return bool(word) and word.replace("-", "_").replace(".", "_").replace(":", "_").isidentifier()


def source_of(word: Word) -> str:
    """How a here-document's delimiter that holds `$` was written, as far as it matters."""
    return "".join(part.text if isinstance(part, Lit) else "$" for part in word)


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
