"""«Страница» and «Моя страница»: the parts of a page's card."""
