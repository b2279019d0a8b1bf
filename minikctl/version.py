"""The version of minikctl, read by the packaging and by `minikctl cluster info`."""

VERSION = "0.1.0"
