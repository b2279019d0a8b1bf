"""App: what runs in one container; each family of images has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from minikctl.state.images import Behaviour
from minikctl.state.objects import name_of, namespace_of, spec_of, status_of
from minikctl.state.traffic.messages import EMPTY, NOT_HTTP, Answerer, Failure, Request, Response

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.images.script import Timeline
    from minikctl.state.view import View

Obj = dict[str, Any]
Lines = list[tuple[float, str]]

PLAIN_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NETCAT = "nc -l"  # how a script's timeline names a netcat that listens
WRAPPERS = ("docker-entrypoint.sh", "entrypoint.sh", "tini", "dumb-init")


class Asked:
    """A request as an app sees it: what was asked, of whom, and the means to ask others and to remember."""

    __slots__ = ("answerer", "changed", "cluster", "depth", "memory", "now", "request", "said")

    def __init__(
        self, cluster: Cluster, answerer: Answerer, request: Request, depth: int, memory: Obj, now: float
    ) -> None:
        self.cluster = cluster
        self.answerer = answerer
        self.request = request
        self.depth = depth
        self.memory = memory  # the app's own: what it changes here is kept
        self.changed = False  # whether probes may now find something else
        self.said: list[str] = []  # lines for the log
        self.now = now


class App:
    """A container's program. Class attributes say what the image is; methods what it does with its settings.

    `entrypoint` and `arguments` are the image's own; `servers` names the programs that are its server, which listens
    on `ports`.
    """

    entrypoint: ClassVar[tuple[str, ...]] = ()
    arguments: ClassVar[tuple[str, ...]] = ()
    servers: ClassVar[frozenset[str]] = frozenset()
    ports: ClassVar[tuple[int, ...]] = ()
    udp: ClassVar[tuple[int, ...]] = ()
    system: ClassVar[str] = "debian"  # whose ordinary programs are there: debian, alpine, busybox, none …
    extras: ClassVar[tuple[str, ...]] = ()  # further programs
    account: ClassVar[str] = "root"
    folder: ClassVar[str] = "/"
    obeys_term: ClassVar[bool] = True
    term_code: ClassVar[int] = 0
    own: ClassVar[dict[str, str]] = {}  # variables of the image
    path: ClassVar[str] = PLAIN_PATH
    is_http: ClassVar[bool] = True

    def __init__(self, view: View, pod: Obj, container: Obj, repository: str, tag: str) -> None:
        self.view = view
        self.pod = pod
        self.container = container
        self.repository = repository
        self.tag = tag
        self.known: Obj | None = None  # what is remembered of the container, if newer than the view's
        self._argv: list[str] | None = None
        self._timeline: Timeline | None = None

    # ---- facts of the container

    @property
    def memory(self) -> Obj:
        """What the node remembers of the container; never modify it."""
        if self.known is not None:
            return self.known
        known = (self.view.runtime(self.pod).get("containers") or {}).get(self.container["name"])
        return known or {}

    @property
    def state(self) -> Obj:
        """What the app itself remembers; never modify it."""
        return self.memory.get("app") or {}

    @property
    def started(self) -> float:
        """The moment the container was started."""
        found = self.memory.get("started")
        if found is not None:
            return float(found)
        from minikctl.state.clock import parse_timestamp

        for one in status_of(self.pod).get("containerStatuses") or ():
            since = ((one.get("state") or {}).get("running") or {}).get("startedAt")
            if one.get("name") == self.container["name"] and since:
                return parse_timestamp(since)
        return self.view.now

    @property
    def moment(self) -> float:
        """Now, for the container: in a cluster that hurries, it has already lived through the next minute."""
        return max(self.view.now, float(self.memory.get("seen") or 0.0))

    @property
    def hostname(self) -> str:
        spec = spec_of(self.pod)
        if spec.get("hostNetwork"):
            return str(spec.get("nodeName") or "")
        return str(spec.get("hostname") or name_of(self.pod))[:63]

    @property
    def address(self) -> str:
        """The pod's address."""
        known = self.view.runtime(self.pod).get("addresses") or ()
        return str(status_of(self.pod).get("podIP") or next(iter(known), ""))

    @property
    def namespace(self) -> str:
        return namespace_of(self.pod)

    def variables(self) -> dict[str, str]:
        """Every variable of the container, in the order of `env`: the image's, the kubelet's, HOME last."""
        own = self.environment()
        home = own.pop("HOME", "")
        found = {**own, **self.given()}
        found.setdefault("HOME", home)
        return found

    def given(self) -> dict[str, str]:
        """The variables that the kubelet gave the container."""
        known = self.memory.get("env")
        if known is not None:
            return dict(known)
        from minikctl.state.network.environment import MissingReference, container_environment, service_variables

        try:
            return container_environment(self.view, self.pod, self.container, service_variables(self.view, self.pod))
        except MissingReference:
            return {}

    def environment(self) -> dict[str, str]:
        """The variables that the image and the runtime add."""
        return {"PATH": self.path, "HOSTNAME": self.hostname, **self.own, "HOME": self.home}

    def argv(self) -> list[str]:
        """What is run: command and args of the container, or what the image says, `$(NAME)` replaced."""
        if self._argv is None:
            from minikctl.state.network.environment import expanded

            command = self.container.get("command") or list(self.entrypoint)
            args = self.container.get("args")
            if not args and not self.container.get("command"):
                args = list(self.arguments)
            given = self.given()
            self._argv = [expanded(str(word), given) for word in [*command, *(args or ())]]
        return self._argv

    def serving(self) -> list[str] | None:
        """The words of the image's own server if the container runs it (now); None if it does not."""
        words = self.unwrapped()
        if words and words[0].rpartition("/")[2] in self.servers:
            return words
        if not self.is_scripted():
            return None
        started = self.timeline().servers
        since = self.moment - self.started
        running = [argv for offset, argv in started if offset <= since + 1e-6]
        return list(running[-1]) if running else None

    def is_scripted(self) -> bool:
        """Whether the container runs a shell script or an ordinary program."""
        words = self.unwrapped()
        return bool(words) and words[0].rpartition("/")[2] not in self.servers

    def unwrapped(self) -> list[str]:
        """What is run, without the scripts that only prepare and then run it."""
        words = self.argv()
        while len(words) > 1 and words[0].rpartition("/")[2] in WRAPPERS:
            words = words[1:]
            while words[0] in ("--", "-g") and len(words) > 1:
                words = words[1:]
        return words

    def timeline(self) -> Timeline:
        """What a script or ordinary program does from the start on."""
        if self._timeline is None:
            from minikctl.state.images import script  # only for containers that run scripts

            self._timeline = script.timeline(self)
        return self._timeline

    def written(self, until: float) -> Obj | None:
        """What its script has written up to a moment: changes of the root and of volumes; None for nothing."""
        found = self.timeline()
        if found.until is not None and self.started + found.until < until and not found.asks:
            from minikctl.state.images import script  # only for scripts that write for ever

            found = script.timeline(self, until, script.LOG_WAKES)
        last: Obj | None = None
        for offset, changes in found.changes:
            if offset <= until - self.started + 1e-6:
                last = changes
        return last

    # ---- what it does

    def behaviour(self) -> Behaviour:
        """How long it lasts and how it ends."""
        problem = self.problem()
        if problem:
            return Behaviour(error=problem)
        if self.is_scripted():
            from minikctl.state.images import script  # only for containers that run scripts

            return script.behaviour(self)
        if not self.argv():
            return Behaviour(error="no command specified")
        return self.server_behaviour()

    def server_behaviour(self) -> Behaviour:
        """How long the image's own server lasts."""
        return Behaviour(obeys_term=self.obeys_term, term_code=self.term_code)

    def problem(self) -> str:
        """Why the runtime cannot start the container at all, "" if it can."""
        words = self.unwrapped()
        name = words[0].rpartition("/")[2] if words else ""
        if not words or name in self.servers or self.has_program(words[0]):
            return ""
        return missing_program(words[0])

    def has_program(self, word: str) -> bool:
        """Whether a program of the image is meant by a word, or a file that the image or a volume holds."""
        if word.rpartition("/")[2] in self.programs():
            return True
        if "/" not in word:
            return False
        from minikctl.state.images.filesystem import files_of

        return files_of(self, fresh=True).exists(word)

    def listening(self) -> tuple[int, ...]:
        """The TCP ports of the image's own server with its present settings."""
        return self.ports

    def answer(self, asked: Asked) -> Response:
        """The response of whatever serves in the container: its server, or a netcat; raises Failure."""
        words = self.serving()
        if not words or words[0] != NETCAT:
            return self.respond(asked)
        head, _, body = words[2].replace("\r\n", "\n").partition("\n\n")
        lines = head.split("\n")
        if not lines[0].startswith("HTTP/"):
            raise Failure(NOT_HTTP if words[2] else EMPTY, asked.request.host, asked.request.port)
        status = [*lines[0].split(), "200", "200"][1]
        pairs = [line.partition(":") for line in lines[1:] if ":" in line]
        headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
        return Response(int(status) if status.isdigit() else 200, body, headers)

    def listens(self, port: int, protocol: str = "tcp") -> bool:
        """Whether anything in the container listens on a port."""
        words = self.serving()
        if words is None:
            return False
        if words[0] == NETCAT:
            return protocol == "tcp" and str(port) == words[1]
        return port in (self.listening() if protocol == "tcp" else self.udp)

    def respond(self, asked: Asked) -> Response:
        """The response to a request; raises Failure."""
        raise Failure(NOT_HTTP, asked.request.host, asked.request.port, asked.answerer.address)

    def secure(self) -> tuple[int, ...]:
        """The ports on which it speaks TLS."""
        return ()

    def certificate(self) -> str:
        """The PEM of the certificate it shows."""
        return "default"

    def plain_on_secure(self, asked: Asked) -> Response:
        """What plain HTTP on a port with TLS is answered (Go's words)."""
        return Response(400, "Client sent an HTTP request to an HTTPS server.\n", (("Connection", "close"),))

    def later(self, until: float) -> Lines:
        """What the server writes by itself while it runs, up to a moment."""
        return []

    def turns(self) -> list[float]:
        """The moments at which it may begin to answer otherwise by itself."""
        if not self.is_scripted() or not self.argv():
            return []
        found = self.timeline()
        offsets = [offset for offset, _ in found.changes] + [offset for offset, _ in found.servers]
        return [self.started + offset for offset in offsets]

    def startup(self) -> list[str]:
        """The lines that the server writes when it starts."""
        return []

    def access(self, asked: Asked, response: Response) -> list[str]:
        """The lines that the server writes for a request."""
        return []

    # ---- what is inside

    def facts(self) -> Obj:
        """What programs in the container may know of it."""
        return {
            "image": (self.repository, self.tag),
            "ip": self.address,
            "namespace": self.namespace,
            "node": str(spec_of(self.pod).get("nodeName") or ""),
            "pod": name_of(self.pod),
            "container": self.container["name"],
            "sh": self.shell,
            "started": self.started,
            "system": self.system,
            "processes": [(1, " ".join(self.argv()))],
        }

    @property
    def flavour(self) -> str:
        from minikctl.state.images import systems

        return systems.SYSTEMS[self.system].flavour

    @property
    def shell(self) -> str:
        from minikctl.state.images import systems

        return systems.SYSTEMS[self.system].shell

    def programs(self) -> frozenset[str]:
        from minikctl.state.images import systems

        return systems.SYSTEMS[self.system].programs | frozenset(self.extras) | self.servers

    def username(self) -> str:
        """The user that programs run as: the pod's runAsUser, or the image's."""
        number = (self.container.get("securityContext") or {}).get("runAsUser")
        if number is None:
            number = (spec_of(self.pod).get("securityContext") or {}).get("runAsUser")
        if number is None:
            return self.account
        return {0: "root", 65534: "nobody"}.get(int(number), str(number))

    @property
    def home(self) -> str:
        from minikctl.state.images import systems

        return "/root" if self.username() == "root" else systems.HOMES.get(self.username(), "/")

    def workdir(self) -> str:
        return str(self.container.get("workingDir") or self.folder)

    def files(self) -> dict[str, str]:
        """The files of the image, path to text."""
        from minikctl.state.images import systems

        return systems.base_files(self)

    def prompt(self, shell: str, cwd: str) -> str:
        """What an interactive shell shows before each line."""
        where, mark = cwd or self.workdir(), "#" if self.username() == "root" else "$"
        if self.flavour == "busybox" and shell.rpartition("/")[2] != "bash":
            return f"{where} {mark} ".replace(self.home, "~", 1) if where == self.home != "/" else f"{where} {mark} "
        if shell.rpartition("/")[2] == "bash" or self.shell == "bash":
            shown = "~" + where[len(self.home) :] if self.home != "/" and where.startswith(self.home) else where
            return f"{self.username()}@{self.hostname}:{shown}{mark} "
        return f"{mark} "


def missing_program(word: str) -> str:
    """The runtime's words about a program that is not there (containerd with runc)."""
    why = "no such file or directory" if "/" in word else "executable file not found in $PATH"
    subject = f'exec: "{word}": stat {word}: {why}' if "/" in word else f'exec: "{word}": {why}'
    return (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
        f"unable to start container process: error during container init: {subject}: unknown"
    )
