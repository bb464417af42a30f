"""Methodologies as data, one TOML file a version, and facts that only methodologies speak of."""
