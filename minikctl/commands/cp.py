"""`cp`: copies files and folders to and from containers."""

from __future__ import annotations

from typing import NamedTuple

from minikctl import pods
from minikctl.attaching import Shown
from minikctl.commands.exec import container_name
from minikctl.errors import CommandError, Exit
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.execution import ExecRefused, Place, pod_place
from minikctl.state.files import Files, make_folders
from minikctl.state.objects import status_of

FLAGS = (
    Flag("container", "c", effect="The container; otherwise the Pod's first, or the one that an annotation names."),
    Flag("no-preserve", kind="bool", effect="Accepted, without effect: nobody owns files here."),
    Flag("retries", kind="int", effect="Accepted, without effect: nothing is lost on the way."),
)
USAGE = "<file-spec-src> <file-spec-dest>"
HELP = """
Copy files and folders to and from containers.

On one side stands POD:PATH or NAMESPACE/POD:PATH. The container needs the program tar.
"""
EXAMPLES = (
    ("A file into a Pod", "kubectl cp ./index.html web:/usr/share/nginx/html/index.html"),
    ("A folder from a container", "kubectl cp work/web:/var/log/nginx ./logs -c nginx"),
)
SPEC_ERROR = "filespec must match the canonical format: [[namespace/]pod:]file/path"


class Side(NamedTuple):
    """One side of a copy; a side with a pod is in a container."""

    namespace: str
    pod: str
    path: str


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 2:
        raise CommandError("source and destination are required")
    source, target = side_of(args[0]), side_of(args[1])
    if source.pod and target.pod:
        raise CommandError("one of src or dest must be a local file specification")
    if not source.path or not target.path:
        raise CommandError("filepath can not be empty")
    if source.pod:
        return from_pod(call, source, target, options)
    if target.pod:
        return to_pod(call, source, target, options)
    raise CommandError("one of src or dest must be a remote file specification")


def side_of(text: str) -> Side:
    """`[[NAMESPACE/]POD:]PATH`. Raises CommandError."""
    before, colon, path = text.partition(":")
    if not colon:
        return Side("", "", text)
    if not before:
        raise CommandError(SPEC_ERROR)
    parts = before.split("/")
    if len(parts) == 1:
        return Side("", parts[0], path)
    if len(parts) == 2:
        return Side(parts[0], parts[1], path)
    raise CommandError(SPEC_ERROR)


def place_of(call: Invocation, side: Side, options: Options) -> Place:
    """The container. Raises ApiError, CommandError."""
    from minikctl.state.kinds import POD  # loaded already

    pod = call.view().get(POD, side.pod, side.namespace or call.namespace)
    phase = status_of(pod).get("phase")
    if phase in pods.ENDED:
        raise CommandError(f"cannot exec into a container in a completed pod; current phase is {phase}")
    shown = Shown(call)
    try:
        place = pod_place(call.cluster, pod, container_name(call, pod, options), out=shown.out, err=shown.err)
        if place.process.lookup("ls") is None:  # an image without programs has no tar either
            raise place.refused("tar", False)
    except ExecRefused as refused:
        raise CommandError(refused.message, refused.code) from None
    return place


def to_pod(call: Invocation, source: Side, target: Side, options: Options) -> None:
    """Copies into a container. Raises CommandError, Exit."""
    files, path = call.around.files, call.absolute(source.path)
    if not files.exists(path):
        raise CommandError(f"{source.path} doesn't exist in local filesystem")
    place = place_of(call, target, options)
    inner = place.process.files
    wanted = target.path.rstrip("/") or "/"
    destination = place.process.path(wanted)
    if inner.is_dir(destination):
        destination = f"{destination.rstrip('/')}/{base_of(path)}"
    folder = destination.rpartition("/")[0] or "/"
    if not inner.is_dir(folder):
        word = wanted.rpartition("/")[0] or "."
        tell_missing(call, f"tar: {word}: Cannot open: No such file or directory\n", place)
    copy(files, path, inner, destination)
    place.keep()


def from_pod(call: Invocation, source: Side, target: Side, options: Options) -> None:
    """Copies out of a container. Raises CommandError, Exit."""
    place = place_of(call, source, options)
    inner, path = place.process.files, place.process.path(source.path)
    is_busybox = place.process.flavour == "busybox"
    if source.path.startswith("/"):
        said = "tar: removing leading '/' from member names\n" if is_busybox else LEADING
        call.err(said)
    if not inner.exists(path):
        why = "No such file or directory"
        tell_missing(call, f"tar: {source.path}: {why if is_busybox else 'Cannot stat: ' + why}\n", place)
    files, destination = call.around.files, call.absolute(target.path)
    if files.is_dir(destination) and not inner.is_dir(path):
        raise CommandError(f"open {target.path}: is a directory")
    make_folders(files, destination.rpartition("/")[0] or "/")
    copy(inner, path, files, destination)


LEADING = "tar: Removing leading `/' from member names\n"


def tell_missing(call: Invocation, said: str, place: Place) -> None:
    """Says what tar says, and ends as it does. Raises Exit."""
    is_busybox = place.process.flavour == "busybox"
    end = "tar: error exit delayed from previous errors\n" if is_busybox else FAILED
    call.err(said + end)
    code = 1 if is_busybox else 2
    call.err(f"command terminated with exit code {code}\n")
    raise Exit(code)


FAILED = "tar: Exiting with failure status due to previous errors\n"


def base_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def copy(source: Files, path: str, target: Files, destination: str) -> None:
    """Copies a file, or a folder with all it holds."""
    if not source.is_dir(path):
        target.write(destination, source.read(path))
        return
    make_folders(target, destination)
    for name in source.listdir(path):
        copy(source, f"{path.rstrip('/')}/{name}", target, f"{destination}/{name}")
