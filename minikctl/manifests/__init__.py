"""Manifests in: the documents of a YAML or JSON text, read and refused as kubectl reads and refuses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.manifests.jsontext import CutOff, JsonError, read_json, skipped
from minikctl.manifests.yamltext import YamlError, read_yaml
from minikctl.state.values import NamedTuple

LIMIT = 64 << 20  # bytes of one manifest
SEPARATOR = "---"

__all__ = ["LIMIT", "Document", "ParseError", "YamlError", "documents", "read_yaml"]


class ParseError(ValueError):
    """A text that is neither YAML nor JSON; what stands after `error parsing x.yaml: `.

    `line` is where it is wrong, counted from the file's first line; 0 if that is not known.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Document(NamedTuple):
    """One value of a stream."""

    value: Any
    text: str = ""  # of a JSON document: as it was written


def documents(data: bytes) -> Iterator[Document]:
    """The documents of a file, without empty ones; raises ParseError when it comes to one that cannot be read.

    A text that begins like JSON is read as JSON; where that fails early it is tried as YAML (kubectl's
    YAMLOrJSONDecoder).
    """
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    start = skipped(text, 0)
    if text[start : start + 1] != "{":
        yield from yaml_documents(text)
        return
    count = 0
    while start < len(text):
        try:
            value, end = read_json(text, start)
        except CutOff as error:
            raise ParseError(str(error)) from None
        except JsonError as error:
            if count > 1:
                raise ParseError(str(error)) from None
            yield from instead_of_json(text[start:], error)
            return
        count += 1
        if value is not None:
            yield Document(value, text[start:end])
        start = skipped(text, end)


def instead_of_json(text: str, error: JsonError) -> Iterator[Document]:
    """The rest of a text as YAML; if not even its first document is, the JSON error."""
    stream = yaml_documents(text)
    try:
        first = next(stream, None)
    except ParseError:
        raise ParseError(f"json: offset {error.offset}: {error}") from None
    if first is not None:
        yield first
        yield from stream


def yaml_documents(text: str) -> Iterator[Document]:
    """The documents of a YAML text; lines of an error count from the document's own first line."""
    for first, chunk in chunks(text):
        try:
            value = read_yaml(chunk)
        except YamlError as error:
            line = first + error.line if error.line else 0
            raise ParseError(f"error converting YAML to JSON: {error}", line) from None
        except RecursionError:
            raise ParseError("error converting YAML to JSON: yaml: exceeded max depth of 10000") from None
        if value is not None:
            yield Document(value)


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """A text cut at lines that begin with `---`, each with the number of lines before it.

    Raises ParseError if more than a comment stands behind a separator.
    """
    lines: list[str] = []
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith(SEPARATOR):
            lines.append(line)
            continue
        behind = line[len(SEPARATOR) :].strip()
        if behind and not behind.startswith("#"):
            raise ParseError(f"invalid Yaml document separator: {behind}")
        if lines:
            yield first, "\n".join(lines) + "\n"
        lines, first = [], number
    if any(lines):
        yield first, "\n".join(lines)
