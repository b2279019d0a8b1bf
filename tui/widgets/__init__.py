"""Widgets that draw lines; they know nothing of clusters."""
