"""The tests between `[[` and `]]` in shell scripts."""

from __future__ import annotations

from minikctl.state.shellscript.simple import SimpleReader
from minikctl.state.shellscript.tree import (
    Both,
    Check,
    Condition,
    Lit,
    Node,
    Not,
    Test,
    Word,
)

UNARY_TESTS = set("abcdefghkLnoprsStuwxzGNOv")
BINARY_TESTS = {"=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"}


class CheckReader(SimpleReader):
    """Reads a test."""

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
