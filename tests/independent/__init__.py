"""A second, independent computation of the figures, from their definitions alone."""
