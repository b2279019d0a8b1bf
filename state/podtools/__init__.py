"""The programs that exist inside pods, on nodes and in sessions: one row each, imported when it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minikctl.state.podtools.shell import Program


class Tool(NamedTuple):
    """A program: its name, what it does, the module and the function in it."""

    name: str
    summary: str
    module: str
    function: str = "main"


TOOLS = (
    Tool("[", "check a condition", "test"),
    Tool("agnhost", "connect, as Kubernetes' test image does", "network.agnhost"),
    Tool("apk", "install packages (Alpine)", "install", "apk"),
    Tool("apt", "install packages (Debian)", "install", "apt"),
    Tool("apt-get", "install packages (Debian)", "install", "apt"),
    Tool("ash", "the shell", "sh"),
    Tool("awk", "process fields of lines", "awk"),
    Tool("base64", "encode or decode base64", "encoding", "base64"),
    Tool("basename", "the last part of a path", "names", "basename"),
    Tool("bash", "the shell", "sh"),
    Tool("busybox", "many programs in one", "network.busybox"),
    Tool("cat", "print files", "cat"),
    Tool("chmod", "change permissions", "folders", "chmod"),
    Tool("chown", "change owners", "folders", "chown"),
    Tool("clear", "clear the screen", "plain", "clear"),
    Tool("cmp", "compare files", "compare", "cmp"),
    Tool("column", "arrange columns", "columns", "column"),
    Tool("cp", "copy files", "folders", "copy"),
    Tool("curl", "transfer by URL", "network.curl"),
    Tool("cut", "print parts of lines", "columns", "cut"),
    Tool("dash", "the shell", "sh"),
    Tool("date", "print the time", "moments", "date"),
    Tool("df", "free space", "places", "df"),
    Tool("diff", "compare files line by line", "compare", "diff"),
    Tool("dig", "look names up", "network.dig"),
    Tool("dirname", "the folder of a path", "names", "dirname"),
    Tool("dnf", "install packages (Fedora)", "install", "yum"),
    Tool("du", "space used", "places", "du"),
    Tool("echo", "print words", "echo"),
    Tool("egrep", "find lines", "grep"),
    Tool("env", "print or change the environment", "environment", "env"),
    Tool("envsubst", "replace variables", "environment", "envsubst"),
    Tool("expr", "calculate", "numbers", "expr"),
    Tool("false", "fail", "plain", "false"),
    Tool("fgrep", "find lines", "grep"),
    Tool("file", "kind of a file", "places", "kind"),
    Tool("find", "find files", "find"),
    Tool("free", "memory in use", "machine", "free"),
    Tool("gawk", "process fields of lines", "awk"),
    Tool("getent", "look names up", "network.host", "getent"),
    Tool("grep", "find lines", "grep"),
    Tool("head", "print the first lines", "head"),
    Tool("hexdump", "print bytes", "encoding", "hexdump"),
    Tool("host", "look names up", "network.host"),
    Tool("hostname", "print the host's name", "machine", "hostname"),
    Tool("id", "print user and groups", "machine", "id_"),
    Tool("ifconfig", "list interfaces", "network.interfaces", "ifconfig"),
    Tool("install", "copy files", "folders", "copy"),
    Tool("ip", "list addresses and routes", "network.interfaces", "ip"),
    Tool("jq", "process JSON", "jq"),
    Tool("kill", "send signals", "machine", "kill"),
    Tool("less", "print files", "cat"),
    Tool("ln", "make links", "folders", "link"),
    Tool("ls", "list folders", "places", "ls"),
    Tool("md5sum", "checksums", "encoding", "checksum"),
    Tool("mkdir", "make folders", "folders", "mkdir"),
    Tool("mktemp", "make a temporary file", "folders", "mktemp"),
    Tool("mongo", "ask MongoDB", "network.mongo"),
    Tool("mongosh", "ask MongoDB", "network.mongo"),
    Tool("more", "print files", "cat"),
    Tool("mv", "move files", "folders", "move"),
    Tool("nc", "open connections", "network.nc"),
    Tool("ncat", "open connections", "network.nc"),
    Tool("netcat", "open connections", "network.nc"),
    Tool("netstat", "list connections", "network.sockets", "netstat"),
    Tool("nginx", "the web server", "network.nginx"),
    Tool("nl", "number lines", "lines", "nl"),
    Tool("nproc", "number of processors", "machine", "nproc"),
    Tool("nslookup", "look names up", "network.nslookup"),
    Tool("od", "print bytes", "encoding", "od"),
    Tool("openssl", "certificates", "network.openssl"),
    Tool("paste", "join lines", "columns", "paste"),
    Tool("ping", "ask whether a machine is there", "network.ping"),
    Tool("ping6", "ask whether a machine is there", "network.ping"),
    Tool("printenv", "print the environment", "environment", "printenv"),
    Tool("printf", "print with a format", "printf"),
    Tool("ps", "list processes", "machine", "ps"),
    Tool("pwd", "print the folder", "names", "pwd"),
    Tool("readlink", "print where a link points", "names", "readlink"),
    Tool("realpath", "print the absolute path", "names", "realpath"),
    Tool("redis-cli", "ask Redis", "network.redis"),
    Tool("redis-server", "the data store", "network.redis", "server"),
    Tool("rev", "reverse lines", "lines", "rev"),
    Tool("rm", "remove files", "folders", "remove"),
    Tool("rmdir", "remove empty folders", "folders", "rmdir"),
    Tool("route", "list routes", "network.interfaces", "route"),
    Tool("sed", "edit a stream", "sed"),
    Tool("seq", "print numbers", "numbers", "seq"),
    Tool("sh", "the shell", "sh"),
    Tool("sha1sum", "checksums", "encoding", "checksum"),
    Tool("sha256sum", "checksums", "encoding", "checksum"),
    Tool("shuf", "mix lines", "lines", "shuf"),
    Tool("sleep", "wait", "moments", "sleep"),
    Tool("sort", "sort lines", "sort"),
    Tool("ss", "list connections", "network.sockets", "ss"),
    Tool("stat", "print facts of files", "places", "stat"),
    Tool("sudo", "run as root", "plain", "sudo"),
    Tool("sync", "write to disk", "plain", "true"),
    Tool("tac", "print lines backwards", "lines", "tac"),
    Tool("tail", "print the last lines", "head", "tail"),
    Tool("tar", "pack and unpack", "tar"),
    Tool("tee", "copy to files", "plain", "tee"),
    Tool("telnet", "open connections", "network.nc", "telnet"),
    Tool("test", "check a condition", "test"),
    Tool("time", "measure a program", "moments", "time_"),
    Tool("timeout", "run with a time limit", "moments", "timeout"),
    Tool("touch", "make files", "folders", "touch"),
    Tool("tr", "replace characters", "tr"),
    Tool("traceroute", "show the way to a machine", "network.ping", "traceroute"),
    Tool("true", "succeed", "plain", "true"),
    Tool("tty", "name the terminal", "machine", "tty"),
    Tool("uname", "print the system's name", "machine", "uname"),
    Tool("uniq", "drop repeated lines", "lines", "uniq"),
    Tool("uptime", "how long the machine runs", "machine", "uptime"),
    Tool("vi", "edit a file", "cat"),
    Tool("vim", "edit a file", "cat"),
    Tool("watch", "run again and again", "moments", "watch"),
    Tool("wc", "count lines, words, bytes", "lines", "wc"),
    Tool("wget", "transfer by URL", "network.wget"),
    Tool("which", "find programs", "names", "which"),
    Tool("whoami", "print the user", "machine", "whoami"),
    Tool("xargs", "run with arguments from input", "xargs"),
    Tool("yes", "repeat a word", "plain", "yes"),
    Tool("yum", "install packages (Red Hat)", "install", "yum"),
)
BY_NAME = {tool.name: tool for tool in TOOLS}


def program(name: str) -> Program | None:
    """The program of a name, None if there is none; imports it."""
    from importlib import import_module  # a row's module is imported when it is run

    tool = BY_NAME.get(name)
    if tool is None:
        return None
    found: Program = getattr(import_module(f"minikctl.state.podtools.{tool.module}"), tool.function)
    return found
