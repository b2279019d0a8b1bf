"""The shape of the code base: which package may import which, what a command loads, how long files are."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"minikctl": "minikctl", "tui": "minikctl.tui", "state": "minikctl.state"}
MAY_IMPORT = {
    "state": {"minikctl.state"},
    "tui": {"minikctl.tui", "minikctl.state"},
    "minikctl": {"minikctl", "minikctl.tui", "minikctl.state"},
}
BANNED = {
    *("asyncio", "dataclasses", "inspect", "logging", "pathlib", "prompt_toolkit", "pydantic", "rich", "subprocess"),
    *("textual", "typer", "yaml"),
}
# Exactly what reading commands load besides the interpreter and TinyDB: a new name here is a cost to every command.
CORE = {
    *("gc", "zlib", "minikctl"),
    *(
        f"minikctl.{name}"
        for name in [
            "cli",
            "commands",
            "contexts",
            "errors",
            "flags",
            "grammar",
            "grammar.command",
            "grammar.flag",
            "grammar.parse",
            "invocation",
            "machine",
            "opening",
            "own",
            "state",
            "state.clock",
            "state.cluster",
            "state.errors",
            "state.indexes",
            "state.kinds",
            "state.kinds.kind",
            "state.moment",
            "state.objects",
            "state.store",
            "state.store.database",
            "state.store.disk",
            "state.store.documents",
            "state.store.errors",
            "state.store.files",
            "state.store.journal",
            "state.store.record",
            "state.store.revision",
            "state.store.snapshot",
            "state.store.storage",
            "state.store.table",
            "state.values",
            "state.view",
        ]
    ),
}
SERVICE = "state.kinds.service state.kinds.service.columns state.kinds.service.defaults state.tables state.text"
TABLE = f"arguments commands.get output output.to_table printing {SERVICE}"
READING = {
    "version": "commands.version",
    "get svc": TABLE,
    "get svc -A": f"{TABLE} grammar.values",
    "get svc kubernetes": TABLE,
    "describe svc kubernetes": f"arguments commands.describe state.kinds.pages state.kinds.service.page {SERVICE}",
}
DEAR = {"_hashlib", "hashlib", "ipaddress", "urllib", "base64", "datetime"}  # what a change can do without, too
LONGEST = 400


class Source:
    """A file of ours, read once: the modules that it imports, by absolute names; its docstring; its lines."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        self.name = str(path.relative_to(ROOT))
        self.lines = len(text.splitlines())
        self.says_what_it_is = not tree.body or bool(ast.get_docstring(tree))
        self.imported = set(imported(tree, self.name))


@cache
def sources(folder: str) -> list[Source]:
    return [
        Source(path)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not (ROOT / folder / path.relative_to(ROOT / folder).parts[0]).is_symlink()
    ]


def imported(tree: ast.Module, name: str) -> Iterator[str]:
    """Absolute names of the modules that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module in ("minikctl", "typing"))


def package_of(module: str) -> str:
    """Which of the three packages a module is in; "" for others'."""
    for package in ("minikctl.state", "minikctl.tui", "minikctl"):
        if module == package or module.startswith(package + "."):
            return package
    return ""


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_arrows_between_packages(folder: str) -> None:
    for source in sources(folder):
        found = {package_of(name) for name in source.imported} - {""}
        if folder != "minikctl":
            found -= {"minikctl"} if "minikctl" not in source.imported else set()
        assert found <= MAY_IMPORT[folder], f"{source.name} imports {found - MAY_IMPORT[folder]}"


@pytest.mark.parametrize("name", ["state", "tui"])
def test_nobody_imports_the_folders_by_their_own_names(name: str) -> None:
    for folder in FOLDERS:
        for source in sources(folder):
            assert not any(found.partition(".")[0] == name for found in source.imported), source.name


def modules_loaded(home: Path, *argv: str) -> set[str]:
    """The modules that a fresh process has loaded when the command has run."""
    code = (
        "import sys\n"
        "from minikctl.cli import process_surroundings, run\n"
        "code = run(sys.argv[1:], process_surroundings())\n"
        "sys.stderr.write('\\n' + ' '.join(sys.modules))\n"
        "sys.exit(code)\n"
    )
    env = {**os.environ, "MINIKCTL_HOME": str(home), "MINIKCTL_ERA": "1.33", "MINIKCTL_PACE": "instant"}
    result = subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, env=env, cwd=home)
    assert result.returncode == 0, result.stderr
    return set(result.stderr.rpartition("\n")[2].split())


@pytest.fixture(scope="module")
def before() -> set[str]:
    """What the interpreter and TinyDB load by themselves."""
    code = "import sys, tinydb\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose cluster is there already."""
    folder = tmp_path_factory.mktemp("home")
    modules_loaded(folder, "get", "svc")
    return folder


@pytest.mark.parametrize("line", READING)
def test_reading_commands_load_exactly_what_they_need(home: Path, before: set[str], line: str) -> None:
    wanted = CORE | {f"minikctl.{name}" for name in READING[line].split()}

    assert modules_loaded(home, *line.split()) - before == wanted - before


def test_values_that_every_command_loads_are_made_cheaply() -> None:
    wanted = CORE | {f"minikctl.{name}" for names in READING.values() for name in names.split()}
    for folder, package in FOLDERS.items():
        for source in sources(folder):
            path = source.name.removesuffix(".py").removesuffix("/__init__").split("/")
            if ".".join([package, *path[1:]]) in wanted - {"minikctl.state.values"}:
                assert "typing.NamedTuple" not in source.imported, f"{source.name}: take it from minikctl.state.values"


@pytest.mark.parametrize(
    "line",
    [
        "get svc kubernetes -o yaml",
        "expose svc kubernetes --name=again --port=443 --selector=app=web",
        "label svc kubernetes a=b --overwrite",
    ],
)
def test_other_quick_commands_load_nothing_dear(home: Path, before: set[str], line: str) -> None:
    loaded = modules_loaded(home, *line.split()) - before

    assert not (BANNED | DEAR) & {name.partition(".")[0] for name in loaded}
    assert not {name for name in loaded if name.startswith(("minikctl.own.", "minikctl.manifests", "minikctl.tui"))}


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_short(folder: str) -> None:
    long = {source.name: source.lines for source in sources(folder) if source.lines > LONGEST}
    assert not long, f"longer than {LONGEST} lines; split them: {long}"


def test_files_of_the_current_folder_do_not_get_in_the_way(tmp_path: Path) -> None:
    for name in ("state.py", "tui.py"):
        (tmp_path / name).write_text("raise AssertionError('imported a file of the user')\n")
    env = {**os.environ, "MINIKCTL_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "minikctl", "version", "--client"]
    result = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Client Version: ")


def test_every_file_says_what_it_is() -> None:
    for folder in FOLDERS:
        for source in sources(folder):
            assert source.says_what_it_is, f"{source.name} has no docstring"
