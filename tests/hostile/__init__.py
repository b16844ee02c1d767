"""Files that a stranger may send to do harm, and what the right answer to each of them is."""
