"""The vocabulary: frames, periods, calendar, settings, text. It imports nothing of ours."""
