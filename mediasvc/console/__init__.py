"""The pages on which organisers hand in talks, follow and publish them, and look after people."""
