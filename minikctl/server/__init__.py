"""The Kubernetes API over HTTP: real clients on the cluster that commands and the TUI work on."""
