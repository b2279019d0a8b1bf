"""The part of describe pages that is about a pod's spec (kubectl's describe.go of v1.33)."""
