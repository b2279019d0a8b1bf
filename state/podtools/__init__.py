"""The programs that exist inside pods, on nodes and in sessions: one row each, imported when it is run."""
