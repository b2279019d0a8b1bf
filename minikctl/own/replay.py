"""`minikctl replay`: run written sessions and compare."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.errors import CommandError
from minikctl.invocation import Surroundings
from minikctl.own.app import around_of, new_app
from minikctl.sessions import report as reports
from minikctl.sessions import sources
from minikctl.sessions.reading import session_of
from minikctl.sessions.report import Report
from minikctl.sessions.running import Choice, run_all, run_one
from minikctl.sessions.update import rewritten

app = new_app("Run written sessions and compare what they print with what they expect")

ROUNDS = 4  # an update may change what later commands match


@app.command()
def replay(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Sessions, or folders of sessions.")],
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, max=64, help="Sessions that are run at once.")] = 1,
    era: Annotated[str, typer.Option(help="1.33, or any: also what older releases understood.")] = "1.33",
    seed: Annotated[str, typer.Option(help="Seed of all that looks random.")] = "",
    first: Annotated[str, typer.Option("--from", help="Compare from this line or heading on.")] = "",
    last: Annotated[str, typer.Option("--to", help="Stop after this line or section.")] = "",
    only: Annotated[str, typer.Option("--only", help="Compare this section only.")] = "",
    junit: Annotated[str, typer.Option(help="Write JUnit's XML to this file.")] = "",
    tap: Annotated[bool, typer.Option("--tap", help="Print the Test Anything Protocol.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Write what commands print into the sessions.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail if --update would change a session.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Tutorials: what is not marked must be equal.")] = False,
    loose: Annotated[bool, typer.Option("--loose", help="Ages, addresses and generated names may differ.")] = False,
    github: Annotated[bool, typer.Option("--github", help="Also print annotations for GitHub.")] = False,
    interactive: Annotated[bool, typer.Option("--interactive", help="Ask what to do with each difference.")] = False,
    modernize: Annotated[bool, typer.Option("--modernize", help="Propose what an old tutorial says today.")] = False,
    outside: Annotated[bool, typer.Option("--shell", help="Run unknown programs with the machine's bash.")] = False,
    here: Annotated[bool, typer.Option("--here", help="Run in the current cluster.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Name every command.")] = False,
) -> int:
    """Run written sessions (Markdown) in fresh clusters and compare."""
    around = around_of(context)
    if era not in ("1.33", "any"):
        raise CommandError(f'"{era}" is not an era: use 1.33 or any')
    choice = Choice(
        era,
        seed or around.env.get("MINIKCTL_SEED") or Choice().seed,
        around.clock.now() if getattr(around.clock, "is_scripted", False) else 0.0,
        first,
        last,
        only,
        outside,
    )
    if modernize:
        from minikctl.own.modernizing import modernize_all  # only then

        return modernize_all(around, files, update)
    forms = "strict" if strict else "loose" if loose else ""
    found = [sources.read(path, around.cwd, forms) for path in sources.find(files, around.cwd)]
    if interactive:
        return asking(around, found, choice)
    if update or check:
        return updating(around, found, choice, check, forms)
    done: list[Report] = []
    for report in here_all(around, found, choice) if here else run_all(found, choice, jobs):
        done.append(report)
        if not (as_json or tap):
            around.out.write(reports.text_of(report, verbose))
            around.out.flush()
    if github or (around.env.get("GITHUB_ACTIONS") == "true" and not (as_json or tap)):
        from minikctl.sessions.annotations import as_annotations  # only there

        around.out.write(as_annotations(done))
    if junit:
        around.files.write(path_of(around, junit), reports.as_junit(done).encode())
    if as_json:
        around.out.write(reports.as_json(done))
    elif tap:
        around.out.write(reports.as_tap(done) + f"# {reports.last_line(done)}\n")
    else:
        around.out.write(reports.last_line(done) + "\n")
    return reports.exit_code(done)


def path_of(around: Surroundings, path: str) -> str:
    """A path from the working directory."""
    return path if path.startswith("/") else f"{around.cwd}/{path}"


def here_all(around: Surroundings, found: list[sources.Source], choice: Choice) -> list[Report]:
    """Runs sessions in the cluster of the current context, one after the other."""
    from minikctl.own.opened import current_cluster

    cluster = current_cluster(around)
    return [run_one(source, choice, cluster) for source in found]


def asking(around: Surroundings, found: list[sources.Source], choice: Choice) -> int:
    """Shows every difference and asks what shall become of it."""
    from minikctl.sessions.interactive import answered  # only then

    def ask(question: str) -> str | None:
        around.out.write(question)
        around.out.flush()
        line = around.stdin.readline()
        return line.decode(errors="replace") if line else None

    code = 0
    for source in found:
        report = run_one(source, choice)
        code = max(code, reports.exit_code([report]))
        if source.session is None or report.result is None:
            around.out.write(reports.text_of(report))
            continue
        text = answered(source.path, source.session, report.result, ask, around.out.write)
        if text != "\n".join(source.session.lines):
            around.files.write(path_of(around, source.path), text.encode())
            around.out.write(f"{source.path}: was updated\n")
    return code


def updating(around: Surroundings, found: list[sources.Source], choice: Choice, check: bool, forms: str) -> int:
    """Brings expected output up to date, or only tells whether it is."""
    code = 0
    changed = 0
    for source in found:
        if source.session is None:
            around.out.write(reports.text_of(Report(source, None, 0)))
            code = 2
            continue
        before = "\n".join(source.session.lines)
        text, problem = brought_up(source, choice, forms)
        if problem:
            around.out.write(f"{source.path}:{problem}\n")
            code = code or 1
        if text == before:
            continue
        changed += 1
        around.out.write(f"{source.path}: {'would be' if check else 'was'} updated\n")
        if check:
            code = code or 1
        else:
            around.files.write(path_of(around, source.path), text.encode())
    around.out.write(f"sessions: {changed} of {len(found)} {'would change' if check else 'updated'}\n")
    return code


def brought_up(source: sources.Source, choice: Choice, forms: str = "") -> tuple[str, str]:
    """(text, problem): the session's text once nothing differs any more."""
    text, problem = "", ""
    for _ in range(ROUNDS):
        result = run_one(source, choice).result
        assert source.session is not None and result is not None, "a session that was read is run"
        text, problem = rewritten(source.session, result), result.problem
        if text == "\n".join(source.session.lines):
            break
        source = source._replace(session=session_of(source.path, text, forms))
    return text, problem
