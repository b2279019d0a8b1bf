"""`config set-credentials`: makes or changes a user's entry."""

from __future__ import annotations

from typing import Any

from minikctl.commands.config.kubeconfig import change, wrong_arguments
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    Flag("auth-provider", effect="The provider that logs the user in."),
    Flag("auth-provider-arg", kind="repeated", effect="key=value for the provider; key- removes it."),
    Flag("client-certificate", effect="The file of the user's certificate."),
    Flag("client-key", effect="The file of the user's key."),
    Flag("embed-certs", kind="bool", effect="Keep certificate and key themselves instead of the files' names."),
    Flag("exec-api-version", effect="The API version of the program that logs the user in."),
    Flag("exec-arg", kind="repeated", effect="An argument for that program."),
    Flag("exec-command", effect="The program that logs the user in."),
    Flag("exec-env", kind="repeated", effect="key=value for that program; key- removes it."),
    Flag("exec-interactive-mode", effect="Never, IfAvailable or Always."),
    Flag("exec-provide-cluster-info", kind="bool", effect="Tell that program about the cluster."),
    Flag("password", effect="The user's password."),
    Flag("token", effect="The user's token."),
    Flag("username", effect="The user's name."),
)
USAGE = (
    "NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] "
    "[--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] "
    "[--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] "
    "[--exec-arg=arg] [--exec-env=key=value]"
)
EXEC = {"exec-command": "command", "exec-api-version": "apiVersion", "exec-interactive-mode": "interactiveMode"}
EXEC |= {"exec-provide-cluster-info": "provideClusterInfo"}


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 1:
        raise wrong_arguments(call, args, "unexpected args")
    for flag in ("exec-env", "auth-provider-arg"):
        for text in options[flag]:
            if "=" not in text and not text.endswith("-"):
                from minikctl import help  # only for what is wrong

                call.out(help.page_of(call))
                raise CommandError(f"invalid {flag} format: {text}")
    if options["token"] and (options["username"] or options["password"]):
        methods = "--token, --username/--password"
        raise CommandError(f"you cannot specify more than one authentication method at the same time: {methods}")
    files = certificates(call, options)

    def edit(user: dict[str, Any]) -> None:
        for key in ("username", "password", "token"):
            if key in options.given:
                user[key] = options[key]
        if options["token"]:
            user.pop("username", None)
            user.pop("password", None)
        for key, (kept, value) in files.items():
            user.pop(key, None)
            user.pop(f"{key}-data", None)
            user[kept] = value
        edit_provider(user, options)
        edit_program(user, options)

    change(call, "users", args[0], edit)
    call.line(f'User "{args[0]}" set.')


def certificates(call: Invocation, options: Options) -> dict[str, tuple[str, str]]:
    """For each certificate or key that was given: (the field to keep it in, its value)."""
    found = {}
    for flag in ("client-certificate", "client-key"):
        path = options[flag]
        if not path:
            continue
        if options["embed-certs"]:
            from minikctl.commands.config.certificates import embedded  # only for --embed-certs

            found[flag] = (f"{flag}-data", embedded(call, flag, path))
        else:
            found[flag] = (flag, call.absolute(path))
    return found


def edit_provider(user: dict[str, Any], options: Options) -> None:
    if not {"auth-provider", "auth-provider-arg"} & options.given:
        return
    if not options["auth-provider"] and not user.get("auth-provider"):
        return
    provider = dict(user.get("auth-provider") or {"config": {}})
    if options["auth-provider"]:
        provider = {"config": {}, "name": options["auth-provider"]}
    config = dict(provider.get("config") or {})
    apply_pairs(config, options["auth-provider-arg"])
    user["auth-provider"] = {**provider, "config": config or None}


def edit_program(user: dict[str, Any], options: Options) -> None:
    if not ({*EXEC, "exec-arg", "exec-env"} & options.given):
        return
    if not options["exec-command"] and not user.get("exec"):
        return
    program = dict(user.get("exec") or {})
    for flag, field in EXEC.items():
        if flag in options.given:
            program[field] = options[flag]
    if options["exec-arg"]:
        program["args"] = options["exec-arg"]
    variables = {item["name"]: item["value"] for item in program.get("env") or ()}
    apply_pairs(variables, options["exec-env"])
    program["env"] = [{"name": name, "value": value} for name, value in variables.items()] or None
    user["exec"] = program


def apply_pairs(values: dict[str, str], texts: list[str]) -> None:
    """key=value sets, key- removes."""
    for text in texts:
        key, equals, value = text.partition("=")
        if equals:
            values[key] = value
        else:
            values.pop(text[:-1], None)
