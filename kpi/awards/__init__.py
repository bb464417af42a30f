"""Awards: entries of a year, what they fulfil, their places; people decide."""
