"""Fuzzing of the parsers that are ours. `run` says how; each target is a module in `targets`."""
