"""Ways out: one sender per kind of channel, each reading what its provider answers."""
