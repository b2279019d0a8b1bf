"""What a script is parsed into: words with their parts, and commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


class ShellSyntaxError(Exception):
    """The script cannot be parsed, or uses what this shell does not have."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line


class UnfinishedError(ShellSyntaxError):
    """The script ends within a construct; more lines may complete it."""


@dataclass(frozen=True, slots=True)
class Lit:
    """Text that stands for itself; unquoted text may hold glob characters."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Param:
    """`$name`, `${name}`, `${name<op>word}`; `#` as op with no word is the length, `!` indirection."""

    name: str
    quoted: bool
    op: str = ""
    word: Word = ()
    other: Word | None = None  # the replacement of `/`, the length of `:`
    at: Word | None = None  # `${name[at]}`
    length: bool = False
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """`$( )` and back quotes."""

    body: Script
    quoted: bool


@dataclass(frozen=True, slots=True)
class Arith:
    """`$(( ))`."""

    text: Word
    quoted: bool


@dataclass(frozen=True, slots=True)
class Substitution:
    """`<( )` and `>( )`."""

    body: Script
    reads: bool


Part: TypeAlias = "Lit | Param | Command | Arith | Substitution"
Word: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """`name=word`, `name+=word`, `name[index]=word`, `name=(words)`."""

    name: str
    word: Word
    append: bool = False
    at: Word | None = None
    items: tuple[Word, ...] | None = None


class Document:
    """The text of a here-document, which is read after the command."""

    __slots__ = ("word",)

    def __init__(self) -> None:
        self.word: Word = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """`fd op target`; `document` is the text of a here-document."""

    fd: int
    op: str
    target: Word
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Simple:
    assigns: tuple[Assign, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    line: int
    later: tuple[tuple[int, Assign], ...] = ()  # `export a=(1 2)`: arrays among the words of a declaration


@dataclass(frozen=True, slots=True)
class Pipeline:
    commands: tuple[Node, ...]
    negated: bool
    both: tuple[bool, ...]  # for each `|`: was it `|&`?
    timed: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Item:
    node: Node
    background: bool
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class Script:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    body: Script


@dataclass(frozen=True, slots=True)
class Subshell:
    body: Script


@dataclass(frozen=True, slots=True)
class If:
    clauses: tuple[tuple[Script, Script], ...]
    otherwise: Script | None


@dataclass(frozen=True, slots=True)
class Loop:
    """`while`, or `until` if `stops_when` is true."""

    condition: Script
    body: Script
    stops_when: bool


@dataclass(frozen=True, slots=True)
class For:
    name: str
    words: tuple[Word, ...] | None  # None: the positional parameters
    body: Script


@dataclass(frozen=True, slots=True)
class ForArith:
    start: Word
    condition: Word
    step: Word
    body: Script


@dataclass(frozen=True, slots=True)
class Arm:
    patterns: tuple[Word, ...]
    body: Script
    end: str  # ;; ;& ;;&


@dataclass(frozen=True, slots=True)
class Case:
    word: Word
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Calculation:
    """`(( ))`."""

    text: Word


@dataclass(frozen=True, slots=True)
class Test:
    """One test of `[[ ]]`: unary if there is no right side."""

    op: str
    left: Word
    right: Word | None


@dataclass(frozen=True, slots=True)
class Both:
    """`&&` and `||` within `[[ ]]`."""

    op: str
    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Not:
    inner: Condition


Condition: TypeAlias = "Test | Both | Not"


@dataclass(frozen=True, slots=True)
class Check:
    """`[[ ]]`."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Redirected:
    """A compound command with redirections."""

    node: Node
    redirects: tuple[Redirect, ...]


Node: TypeAlias = (
    "Simple | Pipeline | AndOr | Group | Subshell | If | Loop | For | ForArith | Case | Function | Calculation | Check"
    " | Redirected"
)


def literal(word: Word) -> str | None:
    """The text of a word that is one unquoted literal; None otherwise."""
    if len(word) == 1 and isinstance(word[0], Lit) and not word[0].quoted:
        return word[0].text
    return None
