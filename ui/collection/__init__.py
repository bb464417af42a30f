"""«Сбор данных»: what the view of the data shows."""
