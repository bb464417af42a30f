"""Joins loaders, store and kpi: collect, import, report, build the demo region."""
