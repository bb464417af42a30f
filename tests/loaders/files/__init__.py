"""Tests of the loaders of files."""
