"""«Обзор»: the parts of the first view and what waits for a decision."""
