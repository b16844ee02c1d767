"""Text that is read from pictures of slides, by Tesseract."""
