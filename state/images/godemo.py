"""go-demo-2 of "The DevOps Toolkit": an API that needs its database."""

from __future__ import annotations

from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import go_not_found, go_time, query, text
from minikctl.state.traffic.messages import Failure, Response

PATIENCE = 10.0  # seconds it tries to reach the database before it gives up


class GoDemo(App):
    system = "alpine"
    entrypoint = ("go-demo",)
    servers = frozenset({"go-demo"})
    ports = (8080,)
    term_code = 2
    own = {"DB": "db"}  # noqa: RUF012

    @property
    def database(self) -> tuple[str, int]:
        """(host, port) of its database."""
        env = self.given()
        host = env.get("DB") or (env.get(env["DB_ENV"]) if env.get("DB_ENV") else "") or "localhost"
        name, _, port = host.removeprefix("mongodb://").partition("/")[0].partition(":")
        return name, int(port) if port.isdigit() else 27017

    def reach(self, asked: Asked | None = None) -> str:
        """Why the database cannot be reached, "" if it can."""
        from minikctl.state.images.answering import Onlooker
        from minikctl.state.objects import key_of
        from minikctl.state.traffic.caller import Caller

        cluster = asked.cluster if asked is not None else Onlooker(self.view)
        try:
            Caller(cluster, pod=key_of(self.pod), depth=1).open(*self.database)  # type: ignore[arg-type]
        except Failure:
            return "no reachable servers"
        return ""

    def server_behaviour(self) -> Behaviour:
        if self.reach():
            return Behaviour(lasts=PATIENCE, exit_code=2)
        return super().server_behaviour()

    def startup(self) -> list[str]:
        found = [
            f"{go_time(self.started)} Starting the application",
            f"{go_time(self.started)} Configuring DB {self.database[0]}",
        ]
        return found

    def later(self, until: float) -> list[tuple[float, str]]:
        exits = self.memory.get("exits") or self.memory.get("ended")
        if self.memory.get("code") != 2 or exits is None or exits > until:
            return []
        return [
            (float(exits), line)
            for line in ("panic: no reachable servers", "", "goroutine 1 [running]:", "main.main()")
        ]

    def respond(self, asked: Asked) -> Response:
        path, given = asked.request.uri, query(asked)
        if path == "/demo/hello":
            wait = float(given.get("delay") or 0) / 1000
            return text("hello, world!\n")._replace(delay=wait)
        if path == "/demo/person":
            if self.reach(asked):
                return text("no reachable servers\n", 500)
            if asked.request.method == "PUT":
                asked.memory["people"] = [*asked.memory.get("people", ()), given.get("name", "")]
                return text("Everything is OK")
            return text("\n".join(asked.memory.get("people", ())))
        if path == "/demo/random-error":
            count = asked.memory["errors"] = asked.memory.get("errors", 0) + 1
            if count % 10 == 0:
                return text("ERROR: Something, somewhere, went wrong!\n", 500)
            return text("Everything is still OK\n")
        if path == "/metrics":
            return text(
                "# TYPE http_server_resp_time histogram\nhttp_server_resp_time_count 0\n",
                200,
                "text/plain; version=0.0.4",
            )
        return go_not_found()

    def access(self, asked: Asked, response: Response) -> list[str]:
        return [f"{go_time(asked.now)} {asked.request.method} request to {asked.request.path}"]
