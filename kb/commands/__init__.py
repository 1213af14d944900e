"""The verbs of the command line, one function each, a thin layer over the library."""
