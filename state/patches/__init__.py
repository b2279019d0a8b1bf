"""Patches: JSON patch, merge patch, strategic merge patch; applying them and creating them."""
