"""minikctl: a kubectl look-alike over a fake cluster."""
