"""`python -m minikctl` is `minikctl`."""

from minikctl.cli import main

main()
