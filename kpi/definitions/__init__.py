"""One declaration per KPI, one file per block. Adding one touches its file and the catalogue."""
