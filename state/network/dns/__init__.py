"""The cluster DNS and a pod's resolver: which records a name has, and which queries find them."""

from minikctl.state.network.dns.records import Answer, Record
from minikctl.state.network.dns.resolver import Resolution, resolve, resolve_from_node
from minikctl.state.network.dns.server import is_up, query

__all__ = ["Answer", "Record", "Resolution", "is_up", "query", "resolve", "resolve_from_node"]
