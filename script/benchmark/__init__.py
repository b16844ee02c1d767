"""Measures the build engine, beside two ways that others go. `script/bench` runs it."""
