"""kube-proxy's iptables rules as text: blocks for service ports, tables put together from them, listings."""
