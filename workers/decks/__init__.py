"""Decks of every kind, brought to one form: pages of a PDF, and what each slide says.

A kind of deck is a row of KINDS in `identify.py`, with how `office.py` names it; what is not PDF becomes PDF there.
"""
