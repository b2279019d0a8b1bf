"""The cluster itself: what is stored, how it behaves, and what can be seen of it."""
