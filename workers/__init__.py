"""What turns sources into a release."""
