"""«Вопросы жителей»: the queue, its figures, what is decided."""
