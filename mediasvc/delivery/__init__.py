"""What pages, files and API have in common as they go over HTTP: addresses, ranges, validators, headers."""
