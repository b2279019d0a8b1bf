"""One node and its pods as network namespaces: loads rules, connects, and tells who answered.

Run as `unshare --net python laboratory.py`, with a JSON order on its input: `rules` (for iptables-restore), `program`
(which iptables-restore), `node` (its address), `pods` (addresses), `attempts` (from, to, port, protocol, times).
On its output it writes for each attempt how often which pod answered, and whom that pod saw: [[answer, seen, times]].
Everything vanishes with the processes.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections import Counter

TCP, UDP = 8080, 5353
OUTSIDE = "198.51.100.9"
PATIENCE = 0.5  # seconds: everybody is on this machine


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def serve(address: str) -> None:
    """A pod: answers TCP and UDP with its own address and the one that it sees."""
    say("made")
    sys.stdin.readline()
    streams = socket.create_server((address, TCP), backlog=128)
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((address, UDP))

    def answer_streams() -> None:
        while True:
            connection, peer = streams.accept()
            connection.sendall(f"{address} {peer[0]}".encode())
            connection.close()

    def answer_datagrams() -> None:
        while True:
            _, peer = datagrams.recvfrom(100)
            datagrams.sendto(f"{address} {peer[0]}".encode(), peer)

    for target in (answer_streams, answer_datagrams):
        threading.Thread(target=target, daemon=True).start()
    say("ready")
    sys.stdin.readline()


def ask(host: str, port: int, protocol: str, times: int, source: str) -> None:
    """Connects again and again; a line for each."""
    for _ in range(times):
        try:
            if protocol == "udp":
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
                    datagrams.settimeout(PATIENCE)
                    datagrams.connect((host, port))
                    datagrams.send(b"?")
                    say(datagrams.recv(100).decode())
            else:
                own = (source, 0) if source else None
                with socket.create_connection((host, port), timeout=PATIENCE, source_address=own) as stream:
                    say(stream.recv(100).decode())
        except ConnectionRefusedError:
            say("refused -")
        except TimeoutError:
            say("timeout -")
        except OSError as error:
            say(f"{type(error).__name__} -")


def shell(command: str) -> None:
    subprocess.run(["sh", "-ec", command], check=True, capture_output=True, timeout=30)


class Machine:
    """A network namespace of its own, joined to the node by a pair of interfaces."""

    def __init__(self, address: str) -> None:
        command = ["unshare", "--net", sys.executable, __file__, "serve", address]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.heard("made")
        self.enter = f"nsenter --target {self.process.pid} --net "

    def heard(self, word: str) -> None:
        assert self.process.stdout and self.process.stdout.readline().strip() == word

    def start(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        self.heard("ready")

    def inside(self, *commands: str) -> None:
        shell("\n".join(self.enter + command for command in commands))


def built(node: str, pods: list[str]) -> dict[str, Machine]:
    """The machines by address; the node is where this process runs, the outside is its neighbour."""
    shell(
        "ip link set lo up; cd /proc/sys/net/ipv4; echo 1 > ip_forward; echo 1 > conf/all/route_localnet;"
        " echo 0 > conf/all/rp_filter; echo 0 > conf/default/rp_filter"
    )
    gateway = pods[0].rpartition(".")[0] + ".1"
    machines = {}
    for number, address in enumerate(pods):
        machine = machines[address] = Machine(address)
        shell(
            f"ip link add veth{number} type veth peer name eth0 netns {machine.process.pid}\n"
            f"ip addr add {gateway}/32 dev veth{number}\nip link set veth{number} up\n"
            f"ip route add {address}/32 dev veth{number}"
        )
        machine.inside("ip link set lo up", f"ip addr add {address}/32 dev eth0", "ip link set eth0 up")
        machine.inside(f"ip route add {gateway} dev eth0", f"ip route add default via {gateway}")
    neighbour = node.rpartition(".")[0] + ".1"
    outside = machines[OUTSIDE] = Machine(neighbour)
    shell(f"ip link add eth1 type veth peer name eth0 netns {outside.process.pid}")
    shell(f"ip addr add {node}/24 dev eth1; ip link set eth1 up; ip route add default via {neighbour}")
    outside.inside("ip link set lo up", f"ip addr add {neighbour}/24 dev eth0", f"ip addr add {OUTSIDE}/32 dev lo")
    outside.inside("ip link set eth0 up", f"ip route add default via {node}")
    for machine in machines.values():
        machine.start()
    return machines


def main() -> None:
    """Carries an order out."""
    order = json.load(sys.stdin)
    machines = built(order["node"], order["pods"])
    try:
        subprocess.run([order["program"]], input=order["rules"], text=True, check=True, timeout=60)
        found = []
        for attempt in order["attempts"]:
            where, times = attempt["from"], str(attempt["times"])
            enter = machines[where].enter.split() if where in machines else []
            source = OUTSIDE if where == OUTSIDE else ""
            words = [attempt["to"], str(attempt["port"]), attempt["protocol"], times, source]
            command = [*enter, sys.executable, __file__, "ask", *words]
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
            counts = Counter(done.stdout.splitlines())
            found.append([[*line.split(), times] for line, times in sorted(counts.items())])
        json.dump(found, sys.stdout)
    finally:
        for machine in machines.values():
            machine.process.kill()
            machine.process.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2])
    elif sys.argv[1:2] == ["ask"]:
        ask(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), sys.argv[6])
    else:
        main()
