"""Connections that programs open: who calls, who answers, and what they say to each other."""
