"""One parser each.

`SEEDS` are inputs to begin with; `WORDS`, where a target has them, are put into inputs; `check(data)` raises for what
must not happen.
"""
