"""Loaders of files that people keep: the register of bodies and pages."""
