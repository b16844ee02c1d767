"""The HTTP API, `/api/v1`, the files, and what watches over the service."""
