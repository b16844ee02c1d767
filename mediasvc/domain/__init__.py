"""What a seminar, a timeline, a build and a release are. Standard library only, no input or output."""
