"""«Рейтинг» and «Моё место»: rows, table, tabs, comparison."""
