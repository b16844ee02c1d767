"""The service: what a seminar is, how it is handed in, published and served."""
