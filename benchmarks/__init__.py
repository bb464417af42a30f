"""Measurements beside the alternative, as ratios: ``make bench``. Never a timed test."""
