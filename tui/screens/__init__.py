"""Screens that lie over the main one: help, and lists to choose from."""
