"""«Методика»: what the view of the method shows."""
