"""--from-literal, --from-file and --from-env-file: what ConfigMaps and Secrets are filled from (kubectl, pkg/util)."""

from __future__ import annotations

from collections.abc import Iterator

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.fields import go_quote

APPEND_HASH = (Flag("append-hash", kind="bool", effect="Append a hash of the content to the name."),)
FROM_FILE = (
    Flag("from-file", kind="list", effect="A file, KEY=FILE, or a folder with a file for each key; may be repeated."),
)
SOURCE_FLAGS = (
    *APPEND_HASH,
    *FROM_FILE,
    Flag("from-env-file", kind="list", effect="A file of KEY=VALUE lines; may be repeated."),
    Flag("from-literal", kind="repeated", effect="KEY=VALUE; may be repeated."),
)
Item = tuple[str, bytes]
VARIABLE = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not "
    "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is "
    "'[-._a-zA-Z][-._a-zA-Z0-9]*')"
)


def items(call: Invocation, options: Options) -> Iterator[Item]:
    """(key, content) of everything that the flags name, in kubectl's order. Raises CommandError."""
    if options["from-env-file"] and (options["from-file"] or options["from-literal"]):
        raise CommandError("from-env-file cannot be combined with from-file or from-literal")
    for text in options["from-literal"]:
        yield literal(text)
    yield from files(call, options)
    for path in options["from-env-file"]:
        yield from lines(call, path)


def literal(text: str) -> Item:
    """KEY=VALUE."""
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise CommandError(f"invalid literal source {text}, expected key=value")
    return key, value.encode("utf-8", "surrogateescape")


def files(call: Invocation, options: Options) -> Iterator[Item]:
    """What --from-file names: files, or all files of a folder."""
    for text in options["from-file"]:
        key, path = file_source(text)
        if not call.around.files.is_dir(call.absolute(path)):
            yield key, content(call, path)
            continue
        if "=" in text:
            raise CommandError("cannot give a key name for a directory path")
        for name in sorted(call.around.files.listdir(call.absolute(path))):
            inner = f"{path.rstrip('/')}/{name}"
            if not call.around.files.is_dir(call.absolute(inner)):
                yield name, content(call, inner)


def file_source(text: str) -> tuple[str, str]:
    """(key, path) of FILE or KEY=FILE. Raises CommandError."""
    if text.count("=") > 1:
        raise CommandError("key names or file paths cannot contain '='")
    key, equals, path = text.partition("=")
    if not equals:
        return text.rstrip("/").rpartition("/")[2] or text, text
    if not key:
        raise CommandError(f"key name for file path {path} missing")
    if not path:
        raise CommandError(f"file path for key name {key} missing")
    return key, path


def content(call: Invocation, path: str) -> bytes:
    """A file. Raises CommandError."""
    try:
        return call.read(path)
    except OSError as error:
        raise CommandError(f"error reading {path}: {(error.strerror or str(error)).lower()}") from None


def lines(call: Invocation, path: str) -> Iterator[Item]:
    """KEY=VALUE lines; a key alone takes its value from the environment."""
    if call.around.files.is_dir(call.absolute(path)):
        raise CommandError("env config file cannot be a directory")
    data = content(call, path).removeprefix(b"\xef\xbb\xbf")
    for number, line in enumerate(data.split(b"\n"), 1):
        text = env_line(line.removesuffix(b"\r"), path, number)
        if not text or text.startswith("#"):
            continue
        key, equals, value = text.partition("=")
        if not is_variable(key):
            raise CommandError(f"{go_quote(key)} is not a valid key name: {variable_problem(key)}")
        yield key, (value if equals else call.around.env.get(key, "")).encode()


def env_line(line: bytes, path: str, number: int) -> str:
    """A line as text, without blanks before it. Raises CommandError."""
    try:
        return line.decode().lstrip()
    except UnicodeDecodeError:
        shown = " ".join(str(byte) for byte in line)
        raise CommandError(f"env file {path} contains invalid utf8 bytes at line {number}: [{shown}]") from None


def is_variable(key: str) -> bool:
    """apimachinery's IsEnvVarName."""
    return not variable_problem(key)


def variable_problem(key: str) -> str:
    """What is wrong with the name of an environment variable, or ""."""
    allowed = all(char.isascii() and (char.isalnum() or char in "-._") for char in key)
    problems = [] if key and allowed and not key[0].isdigit() else [VARIABLE]
    if key == ".":
        problems.append("must not be '.'")
    elif key == "..":
        problems.append("must not be '..'")
    elif key.startswith(".."):
        problems.append("must not start with '..'")
    return ";".join(problems)


def hashed_name(name: str, shown: dict[str, object]) -> str:
    """NAME-HASH: the hash of what is stored (kubectl, pkg/util/hash)."""
    from hashlib import sha256  # already loaded where anything is stored

    from minikctl.state.gotext import json_line  # only with --append-hash

    digest = sha256(json_line(shown).encode()).hexdigest()[:10]
    return f"{name}-{digest.translate(str.maketrans('013ae', 'ghkmt'))}"
