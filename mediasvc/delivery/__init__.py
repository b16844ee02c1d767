"""Addresses, ranges, validators and headers that pages, files and API have in common over HTTP."""
