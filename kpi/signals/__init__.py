"""Signals of inflated figures: a reason to look, a figure, a link; never a penalty."""
