"""Pure views: a moment of the cluster -> lines with style names, which the screen draws and commands print."""
