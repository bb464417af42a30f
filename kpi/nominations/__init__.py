"""One declaration per award nomination: adding one touches its file and the catalogue."""
