"""The greeting servers of Red Hat's Kubernetes tutorial."""

from __future__ import annotations

from minikctl.state.clock import timestamp
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import text
from minikctl.state.traffic.messages import EMPTY, Failure, Response

GREETINGS = {"v1": "Aloha", "v2": "Bonjour", "v3": "Jambo", "v4": "Hola"}


class Myboot(App):
    """Spring Boot: greets, counts, misbehaves when told to."""

    system = "redhat"
    entrypoint = ("java", "-jar", "boot-demo.jar")
    servers = frozenset({"java"})
    ports = (8080,)
    extras = ("curl", "java")
    term_code = 143

    def respond(self, asked: Asked) -> Response:
        memory, path = asked.memory, asked.request.uri
        if path in ("/misbehave", "/behave"):
            memory["bad"] = path == "/misbehave"
            asked.changed = True
            body = "Misbehaving on purpose\n" if memory["bad"] else "Ain't Misbehaving\n"
            return text(body, 200, "text/plain;charset=UTF-8")
        if path == "/shot":
            memory["dead"] = asked.changed = True
            return text("I have been shot in the head\n", 200, "text/plain;charset=UTF-8")
        if memory.get("dead"):
            raise Failure(EMPTY, asked.request.host, asked.request.port)
        if path == "/health":
            return text("Bad\n" if memory.get("bad") else "I am fine, thank you\n", 503 if memory.get("bad") else 200)
        if path == "/alive":
            return text("It's Alive! (Frankenstein)\n", 200)
        if memory.get("bad"):
            return text(f"Unable to do anything on {self.hostname}\n", 503)
        memory["count"] = memory.get("count", 0) + 1
        word = self.given().get("GREETING") or GREETINGS.get(self.tag, "Aloha")
        return text(f"{word} from Spring Boot! {memory['count']} on {self.hostname}\n", 200, "text/plain;charset=UTF-8")

    def startup(self) -> list[str]:
        now = timestamp(self.started)[:-1].replace("T", " ") + ".000"
        return [
            " :: Spring Boot ::                (v1.5.3.RELEASE)",
            "",
            f"{now}  INFO 1 --- [           main] com.burrsutter.BootDemoApplication       : "
            "Started BootDemoApplication in 3.3 seconds",
        ]


class Quarkus(App):
    system = "redhat"
    entrypoint = ("./application",)
    servers = frozenset({"application"})
    ports = (8080,)
    extras = ("curl",)
    term_code = 143

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri in ("/health", "/health/live", "/health/ready", "/healthz"):
            return text(
                "I'm all right" if asked.request.uri == "/healthz" else '{"status": "UP", "checks": []}',
                200,
                "application/json",
            )
        asked.memory["count"] = asked.memory.get("count", 0) + 1
        return text(
            f"Supersonic Subatomic Java with Quarkus {self.hostname}:{asked.memory['count']}\n", 200, "text/plain"
        )


class Language(App):
    """mypython, mygo, mynode: on 8000."""

    entrypoint = ("/app",)
    servers = frozenset({"app", "python", "node"})
    ports = (8000,)
    extras = ("curl",)

    def respond(self, asked: Asked) -> Response:
        name = self.repository.rpartition("/my")[2].capitalize()
        if name == "Node":
            asked.memory["count"] = asked.memory.get("count", 0) + 1
            return text(f"Node Hello on {self.hostname} {asked.memory['count']}\n", 200, "text/plain")
        return text(f"{name} Hello on {self.hostname}\n", 200, "text/plain")
