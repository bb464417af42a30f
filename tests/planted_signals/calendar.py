"""The weeks of a world."""

from __future__ import annotations

DAY, WEEK, HOUR = 86_400, 604_800, 3_600
WEEKS, JUDGED = 78, 52
DAYS = 7 * WEEKS
START = 1_719_781_200
"""Monday 2024-07-01, midnight in Moscow."""
END = START + WEEKS * WEEK
JUDGED_FROM = START + (WEEKS - JUDGED) * WEEK
NEW_YEAR, WOMEN, VICTORY, SCHOOL = 26, 35, 44, 61
"""Weeks in which everybody likes more: 30 December, 3 March, 5 May, 1 September 2025."""
