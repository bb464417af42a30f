"""The vocabulary: frames, periods, calendar, settings, text. It imports nothing of ours."""

from core.process import keep_little, multiply_alone, share_arenas

keep_little()
multiply_alone()
share_arenas()
