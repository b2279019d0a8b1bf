"""The one shell interpreter: parse, expand, run; pods, nodes and sessions use it."""
