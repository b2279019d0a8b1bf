"""Pure views: a moment of the cluster -> lines with style names; the screen draws them, the command line prints them."""
