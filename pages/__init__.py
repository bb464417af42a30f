"""The views, one file each: a ``Page`` declaration and ``render``. ``ui.shell`` finds them."""
