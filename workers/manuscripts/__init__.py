"""What is said in a talk, written down without times, on its way to captions."""
