"""The view of the awards, step by step."""
