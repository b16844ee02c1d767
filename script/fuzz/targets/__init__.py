"""One parser each. `SEEDS` are inputs to begin with, and `check(data)` raises for what must not happen."""
