"""The tokens of shell scripts: operators, reserved words, ends of lines with the here-documents behind them."""

from __future__ import annotations

from collections.abc import Mapping

from minikctl.state.shellscript.tree import (
    Document,
    Lit,
)
from minikctl.state.shellscript.words import BLANKS, WordReader

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


class TokenReader(WordReader):
    """A text whose operators, reserved words and here-documents are found; `aliases` may change while it is read."""

    def __init__(self, text: str, first_line: int = 1, aliases: Mapping[str, str] | None = None) -> None:
        super().__init__(text, first_line)
        self.aliases = {} if aliases is None else aliases
        self._alias_ends: dict[str, int] = {}
        self._documents: list[tuple[Document, str, bool, bool]] = []
        self.missing_end = False  # a here-document was ended by the end of the text

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

    # here-documents

    def read_documents(self) -> None:
        documents, self._documents = self._documents, []
        for document, delimiter, quoted, strips in documents:
            body = self.document_text(delimiter, strips)
            document.word = (Lit(body, True),) if quoted else tuple(TokenReader(body, self.line()).double_quoted(""))

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
