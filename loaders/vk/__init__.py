"""ВКонтакте: calls, answers and errors of its API → frames."""
