"""One file a verb: each exposes `command`, a thin shell over library functions, and is loaded when it is called."""
