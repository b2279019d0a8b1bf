"""From a request to its answer: who asks, what is named, what is done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, NamedTuple

from minikctl.server import discovering, identity, reading, subresources, writing
from minikctl.server.addressing import Address, address_of
from minikctl.server.feed import Feed
from minikctl.server.messages import TEXT, Answer, Request, failed, sent, text
from minikctl.server.watching import Watch
from minikctl.state import errors
from minikctl.state.errors import ApiError

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.traffic.authorizing import User
    from minikctl.state.view import View

ENDPOINTS_WARNING = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
NO_PAGE = "404 page not found\n"  # what is served nowhere is no Status
UPGRADES = ("exec", "attach", "portforward")


class Streamed(NamedTuple):
    """An answer that goes on."""

    content_type: str
    lines: Callable[[Callable[[], float]], AsyncIterator[bytes]]
    warnings: tuple[str, ...] = ()


class Desk:
    """Answers requests about one cluster; `token` is the administrator's ("": everybody is one)."""

    def __init__(self, cluster: Cluster, token: str = "", another: Callable[[], Cluster] | None = None) -> None:
        self.cluster = cluster
        self.another = another or (lambda: cluster)  # the same cluster, for a program in a thread of its own
        self.token = token
        self.feed = Feed(cluster)
        self.pages = reading.Pages()

    def look(self) -> View:
        """The cluster as it is now; what has fallen due is stored first, so that watches tell it."""
        self.cluster.keep_up()
        self.feed.pump()
        return self.cluster.view()

    def answer(self, request: Request) -> Answer | Streamed:
        """What a request gets; never raises."""
        try:
            return self.answered(request)
        except ApiError as error:
            return failed(error)
        except RecursionError:
            return failed(errors.bad_request("the object provided is nested too deeply"))

    def admitted(self, request: Request) -> tuple[View, User, Address | None]:
        """(the moment, who asks, what for). Raises ApiError."""
        view = self.look()
        user = identity.user_asking(view, request, self.token)
        address = address_of(view, request.path)
        identity.authorize(view, user, address, request)
        return view, user, address

    def answered(self, request: Request) -> Answer | Streamed:
        view, user, address = self.admitted(request)
        if address is None:
            return self.document(view, request)
        found = self.resource(view, user, address, request)
        if address.kind.plural == "endpoints" and address.version == "v1" and not isinstance(found, Streamed):
            return found._replace(warnings=(ENDPOINTS_WARNING, *found.warnings))
        if request.method not in ("GET", "HEAD"):
            self.feed.pump()
        return found

    def document(self, view: View, request: Request) -> Answer:
        """What is no resource. Raises ApiError NotFound."""
        found = discovering.answer(view, request) if request.method in ("GET", "HEAD") else None
        if found is None and request.path.startswith("/openapi/"):
            from minikctl.server import openapi  # only where it is asked for

            found = openapi.answer(view, request)
        if found is None and request.path == "/metrics":
            from minikctl.server import metrics  # only where it is asked for

            found = metrics.answer(view, self.feed)
        return text(NO_PAGE, 404) if found is None else found

    def resource(self, view: View, user: User, address: Address, request: Request) -> Answer | Streamed:
        """What is done with a resource. Raises ApiError."""
        part, method = address.subresource, request.method
        if part and part not in address.kind.subresources:
            return text(NO_PAGE, 404)
        if part in UPGRADES:
            if part != "portforward":
                from minikctl.server.programs import prepared  # says what is wrong with the request first

                prepared(self, address, request)
            raise errors.bad_request("Upgrade request required")
        if part == "proxy":
            from minikctl.server.proxying import answer  # only where something is asked through the server

            return answer(self.cluster, address, request)
        if method in ("GET", "HEAD"):
            return self.got(view, address, request)
        if method == "POST":
            return self.posted(view, user, address, request)
        if not address.name and method != "DELETE":
            raise errors.method_not_allowed()
        self.allow(address, {"PUT": "update", "PATCH": "patch", "DELETE": "delete"}.get(method, ""))
        if method == "PUT":
            return writing.replace(self.cluster, address, request, user.name)
        if method == "PATCH":
            return writing.patch(self.cluster, address, request, user.name)
        remove = writing.delete if address.name else writing.delete_collection
        return remove(self.cluster, address, request, user.name)

    def allow(self, address: Address, verb: str) -> None:
        """Raises MethodNotAllowed where a kind does not know a verb."""
        if not verb or (not address.subresource and verb not in address.kind.verbs):
            raise errors.method_not_allowed()

    def got(self, view: View, address: Address, request: Request) -> Answer | Streamed:
        if address.subresource == "log":
            return self.log(view, address, request)
        self.allow(address, "get" if address.name else "list")
        if address.is_watch or request.is_set("watch"):
            warnings = (ENDPOINTS_WARNING,) if address.kind.plural == "endpoints" else ()
            return Streamed("application/json", Watch(self.feed, address, request, self.look).lines, warnings)
        if address.name:
            return reading.read(view, address, request)
        return reading.listing(view, address, request, self.pages)

    def log(self, view: View, address: Address, request: Request) -> Answer | Streamed:
        from minikctl.server import loglines  # only for logs

        stream = loglines.stream_of(view, address, request)
        if request.is_set("follow"):
            return Streamed(TEXT, lambda now: loglines.followed(stream, self.look))
        return Answer(200, stream.text(view).encode(), TEXT)

    def posted(self, view: View, user: User, address: Address, request: Request) -> Answer:
        """POST. Raises ApiError."""
        if address.subresource or address.kind.plural == "bindings":
            return subresources.post(self.cluster, address, request, user.name)
        if address.name:
            raise errors.method_not_allowed()
        self.allow(address, "create")
        from minikctl.server import reviews  # its names are light, what it asks is not

        if address.kind.name in reviews.KINDS:
            from minikctl.server.bodies import an_object

            return sent(reviews.answered(view, address, user, an_object(request)), 201)
        return writing.create(self.cluster, address, request, user.name)
