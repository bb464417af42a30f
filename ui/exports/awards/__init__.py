"""Papers of a season of awards: diplomas, letters, the protocol, the order, answers."""
