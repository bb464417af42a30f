"""The year-end show: its scenes as data, and the view that prepares it."""
