"""Files for download: made without a browser, from the same frames as the screen."""
