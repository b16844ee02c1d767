"""Forms of files that say which slide begins when, a module each. To add one: a row of FORMS in `forms.py`."""
