"""What an organiser can do, on this machine or at a service elsewhere."""
