"""What the data plane does with a connection: kube-proxy, cluster DNS, Ingress, as functions of a view."""
