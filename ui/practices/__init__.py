"""Best practices: the gallery of posts, who to learn from, the star a page sees."""
