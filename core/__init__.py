"""The vocabulary: frames, periods, calendar, settings, text. It imports nothing of ours."""

from core.process import multiply_alone, share_arenas

multiply_alone()
share_arenas()
