"""The vocabulary: frames, periods, calendar, settings, text. It imports nothing of ours."""

from core.memory import share_arenas

share_arenas()
