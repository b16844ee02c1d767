"""Methods that find slide times. To add one: a module with a `plan`, and a row of METHODS in `methods.py`."""
