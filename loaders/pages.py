"""What a network says of pages, 500 at once; names that nobody has are asked apart."""

from __future__ import annotations

from dataclasses import replace

from loaders.model import PAGES, Answer, Batch, Failure, Network, Owed, Question, Target


class PagesWalk:
    """Asks for some pages at once; where they are refused together, for each half.

    After its answer: ``open`` pages can be read, of ``unknown`` names the network said nothing,
    ``halves`` are to be asked instead; ``answered`` pages were spoken of, ``size`` were asked for.
    """

    def __init__(self, network: Network, targets: list[Target], now: int) -> None:
        self._network, self._targets, self._now = network, targets, now
        self._asked = not targets
        self.open: list[Target] = []
        self.unknown: list[Target] = []
        self.halves: list[PagesWalk] = []
        self.answered, self.size = 0, len(targets)
        self.owed: str | None = None
        self.least = 1

    def questions(self) -> list[Question]:
        """The one question, once."""
        if self._asked:
            return []
        self._asked = True
        return [Question(self._network.pages_call(self._targets), (PAGES, -float(self.size)))]

    def take(self, key: int, answer: Answer, batch: Batch) -> None:  # noqa: ARG002 - one question
        """Takes what is said of the pages."""
        if isinstance(answer, Owed):
            self.owed = answer.reason
        elif isinstance(answer, Failure) and (self.size > 1 or self._targets[0].owner is None):
            self._part()
        else:
            self.open, self.unknown = self._network.pages(answer, self._targets, self._now, batch)
            self.answered = self.size - len(self.unknown)

    def _part(self) -> None:
        """Names are asked apart from numbers, numbers in halves."""
        self.unknown = [t for t in self._targets if t.owner is None]
        known = [t for t in self._targets if t.owner is not None]
        middle = len(known) // 2 if not self.unknown else len(known)
        parts = [half for half in (known[:middle], known[middle:]) if half]
        self.halves = [PagesWalk(self._network, half, self._now) for half in parts]


class NamesWalk:
    """Asks which number each of some screen names has; ``resolved`` are those that have one."""

    def __init__(self, network: Network, targets: list[Target]) -> None:
        self._network, self._targets = network, dict(enumerate(targets))
        self._asked = False
        self.resolved: list[Target] = []
        self.owed: str | None = None
        self.size, self.least = len(targets), 0

    def questions(self) -> list[Question]:
        """One question a name."""
        if self._asked:
            return []
        self._asked = True
        return [
            Question(self._network.resolve_call(target.screen_name or ""), (PAGES, 0.0), key)
            for key, target in self._targets.items()
        ]

    def take(self, key: int, answer: Answer, batch: Batch) -> None:
        """Takes a number, or why there is none."""
        target = self._targets[key]
        if isinstance(answer, Owed):
            self.owed = answer.reason
            return
        owner = self._network.resolved(answer)
        if isinstance(owner, int):
            batch.pages.append({"page": target.page, "owner": owner})
            self.resolved.append(replace(target, owner=owner))
        else:
            batch.refusals.append((target.page, owner))
