"""IMAGES: what known container images do, and the rules for those that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.images.app import App
    from minikctl.state.traffic.messages import Answerer, Request, Response
    from minikctl.state.view import View

Obj = dict[str, Any]


class Behaviour(NamedTuple):
    """What a container does once it is started."""

    lasts: float | None = None  # seconds until it ends by itself; None: it stays
    exit_code: int = 0
    obeys_term: bool = True  # ends at once on SIGTERM; otherwise only when the grace is over
    message: str = ""  # what it leaves as termination message
    error: str = ""  # the runtime's words if it cannot be started at all
    looks: float | None = None  # seconds until it asks the network something, which may decide how it goes on
    term_code: int = 0  # the exit code after SIGTERM


class Pull(NamedTuple):
    """What pulling an image comes to."""

    error: str = ""  # the runtime's words if it cannot be pulled
    seconds: float = 1.0
    size: int = 50_000_000


def normalized(reference: str) -> tuple[str, str]:
    """(repository, tag) of an image reference, with Docker's defaults: `nginx` is docker.io/library/nginx, latest."""
    name, _, digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    last, colon, tag = last.partition(":")
    name = head + slash + last
    first = name.partition("/")[0]
    if "/" not in name:
        name = f"docker.io/library/{name}"
    elif "." not in first and ":" not in first and first != "localhost":
        name = f"docker.io/{name}"
    elif first == "docker.io" and name.count("/") == 1:
        name = f"docker.io/library/{name.partition('/')[2]}"
    return name, (tag if colon else ("" if digest else "latest"))


def is_valid(reference: str) -> bool:
    """Whether an image reference can be read at all."""
    from minikctl.state.images import registry  # only when a pod starts

    return registry.is_valid(reference)


def pull(view: View, reference: str) -> Pull:
    """What happens when a node pulls an image."""
    from minikctl.state.images import registry  # only when a pod starts

    return registry.pull(view, reference)


def app_of(view: View, pod: Obj, container: Obj, memory: Obj | None = None) -> App:
    """What runs in a container of a pod, by its image, command, arguments and environment.

    `memory`: what the node knows of the container, if newer than the view's.
    """
    from minikctl.state.images import registry  # only for containers that are looked into

    return registry.app(view, pod, container, memory)


def behaviour(view: View, pod: Obj, container: Obj, memory: Obj | None = None) -> Behaviour:
    """What a container of a pod does once it is started."""
    return app_of(view, pod, container, memory).behaviour()


def listens(view: View, pod: Obj, container: Obj, port: int, protocol: str = "tcp") -> bool:
    """Whether a program in the container listens on a port."""
    return app_of(view, pod, container).listens(port, protocol.lower())


def respond(cluster: Cluster, found: Answerer, request: Request, depth: int = 0) -> Response:
    """What a container answers to a request; raises Failure."""
    from minikctl.state.images import answering  # only where something is asked

    return answering.respond(cluster, found, request, depth)


def logs(view: View, pod: Obj, container: Obj, previous: bool = False) -> list[tuple[float, str]]:
    """What a container has written, as (moment, line) in order; of the run before with `previous`."""
    from minikctl.state.images import writing  # only for logs

    return writing.lines(view, pod, container, previous)


def programs(view: View, pod: Obj, container: Obj) -> frozenset[str]:
    """The names of the programs that the container's image has."""
    return app_of(view, pod, container).programs()


def flavour(view: View, pod: Obj, container: Obj) -> str:
    """Whose ordinary programs they are: "gnu" or "busybox"."""
    return app_of(view, pod, container).flavour


def shell(view: View, pod: Obj, container: Obj) -> str:
    """What `sh` is: "bash", "dash" or "busybox"; "" in an image without a shell."""
    return app_of(view, pod, container).shell


def user(view: View, pod: Obj, container: Obj) -> str:
    """The name of the user that programs run as."""
    return app_of(view, pod, container).username()


def files(view: View, pod: Obj, container: Obj) -> dict[str, str]:
    """The files of the image, path to text; a path that ends in `/` is a folder.

    What a container sees in all is `images.filesystem.filesystem(view, pod, container)`: image, script, volumes.
    """
    return app_of(view, pod, container).files()


def environment(view: View, pod: Obj, container: Obj) -> dict[str, str]:
    """The variables that the image and the runtime add: PATH, HOSTNAME, HOME, NGINX_VERSION and the like."""
    return app_of(view, pod, container).environment()


def variables(view: View, pod: Obj, container: Obj) -> dict[str, str]:
    """Every variable that a program in the container sees, in the order of `env`."""
    return app_of(view, pod, container).variables()


def home(view: View, pod: Obj, container: Obj) -> str:
    """The home folder of the user."""
    return app_of(view, pod, container).home


def cwd(view: View, pod: Obj, container: Obj) -> str:
    """The folder that programs start in."""
    return app_of(view, pod, container).workdir()


def prompt(view: View, pod: Obj, container: Obj, shell: str = "sh", cwd: str = "") -> str:
    """What an interactive shell shows before each line."""
    return app_of(view, pod, container).prompt(shell, cwd)
