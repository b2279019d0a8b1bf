"""Databases: they listen, and some end at once without a password."""

from __future__ import annotations

from minikctl.state.clock import timestamp
from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.traffic.messages import EMPTY, NOT_HTTP, Failure, Response


class Database(App):
    """A server that does not speak HTTP; `needs` are variables of which it must have one."""

    needs: tuple[str, ...] = ()
    complaint: tuple[str, ...] = ()

    def has_what_it_needs(self) -> bool:
        return not self.needs or any(self.given().get(name) for name in self.needs)

    def server_behaviour(self) -> Behaviour:
        return super().server_behaviour() if self.has_what_it_needs() else Behaviour(lasts=0.6, exit_code=1)

    def listens(self, port: int, protocol: str = "tcp") -> bool:
        return self.has_what_it_needs() and super().listens(port, protocol)

    def respond(self, asked: Asked) -> Response:
        raise Failure(NOT_HTTP, asked.request.host, asked.request.port, asked.answerer.address)

    def ready_lines(self) -> list[str]:
        return []

    def startup(self) -> list[str]:
        if self.has_what_it_needs():
            return self.ready_lines()
        now = timestamp(self.started)[:-1].replace("T", " ")
        return [line.replace("{now}", now) for line in self.complaint]


class Mysql(Database):
    system = "redhat"
    entrypoint = ("docker-entrypoint.sh",)
    arguments = ("mysqld",)
    servers = frozenset({"mysqld"})
    extras = ("mysql", "mysqladmin", "mysqldump")
    ports = (3306,)
    needs: tuple[str, ...] = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
    complaint = (
        "{now}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server 8.4.5-1.el9 started.",
        "{now}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
        "    You need to specify one of the following as an environment variable:",
        "    - MYSQL_ROOT_PASSWORD",
        "    - MYSQL_ALLOW_EMPTY_PASSWORD",
        "    - MYSQL_RANDOM_ROOT_PASSWORD",
    )

    def ready_lines(self) -> list[str]:
        now = timestamp(self.started)[:-1]
        return [f"{now}.000000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306"]


class Mariadb(Mysql):
    system = "ubuntu"
    arguments = ("mariadbd",)
    servers = frozenset({"mariadbd", "mysqld"})
    extras = ("mariadb", "mariadb-admin", "mysql")
    needs = (*Mysql.needs, "MARIADB_ROOT_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "MARIADB_RANDOM_ROOT_PASSWORD")


class Postgres(Database):
    entrypoint = ("docker-entrypoint.sh",)
    arguments = ("postgres",)
    servers = frozenset({"postgres"})
    extras = ("psql", "pg_isready", "pg_dump", "createdb")
    ports = (5432,)
    needs = ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD", "POSTGRES_PASSWORD_FILE")
    complaint = (
        "Error: Database is uninitialized and superuser password is not specified.",
        "       You must specify POSTGRES_PASSWORD to a non-empty value for the",
        '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
    )

    def ready_lines(self) -> list[str]:
        now = timestamp(self.started)[:-1].replace("T", " ") + ".000 UTC"
        return [f"{now} [1] LOG:  database system is ready to accept connections"]

    def respond(self, asked: Asked) -> Response:
        raise Failure(EMPTY, asked.request.host, asked.request.port, asked.answerer.address)


class Memcached(Database):
    entrypoint = ("docker-entrypoint.sh",)
    arguments = ("memcached",)
    servers = frozenset({"memcached"})
    ports = (11211,)
    account = "memcache"
