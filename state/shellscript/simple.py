"""Simple commands of shell scripts: aliases, assignments, words, redirections."""

from __future__ import annotations

from minikctl.state.shellscript.tokens import OPERATORS, TokenReader
from minikctl.state.shellscript.tree import (
    Assign,
    Document,
    Lit,
    Redirect,
    Simple,
    Word,
    literal,
)

REDIRECTIONS = {"<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "<>", ">|", "&>", "&>>"}
DECLARING = {"export", "local", "declare", "typeset", "readonly"}


class SimpleReader(TokenReader):
    """Reads one simple command."""

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


def source_of(word: Word) -> str:
    """How a here-document's delimiter that holds `$` was written, as far as it matters."""
    return "".join(part.text if isinstance(part, Lit) else "$" for part in word)
