"""An old tutorial as it would be written today: dated rules, repaired manifests, and a patch of the document."""
