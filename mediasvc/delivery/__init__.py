"""What pages, files and API have in common over HTTP: addresses, ranges, validators; languages, words and templates."""
