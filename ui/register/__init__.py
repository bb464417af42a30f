"""«Реестр»: the list of bodies, its import and its letters."""
