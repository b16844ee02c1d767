"""The player's files as they are, for the service to read: nothing here is Python."""
