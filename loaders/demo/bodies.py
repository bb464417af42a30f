"""The register of the demo region: bodies with names, founders, spheres, audiences.

Owns how many bodies of each kind there are and how they are called; knows no pages and no posts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import polars as pl

from core.frames import CATEGORIES
from loaders.demo import plan
from loaders.demo.plan import Ints, Kind, Territory

WITHOUT_PAGE = 0.04
"""Bodies that must have a page and have none, as a share of the pages."""

TITLE = 48
"""Letters in the title of a page."""

_EXEMPT = (
    "Учреждение закрытого типа",
    "Реорганизация: присоединяется к другому учреждению",
    "Новости публикует головная организация",
    "Капитальный ремонт, деятельность приостановлена",
)
_CENTRAL = ("government", "parliament", "university", "culture_ministry", "roads", "sport")
_SPHERE_3 = {"school": "Воспитание и патриотика", "youth": "Добровольчество", "social": "Семья"}


@dataclass(frozen=True)
class Body:
    """A body as the later stages need it; ``place`` is a city or a village."""

    kind: int
    territory: int
    name: str
    founder: str
    title: str
    slug: str


def quotas(count: int) -> Ints:
    """How many bodies of each kind make ``count``: by share, up to its cap, largest remainder."""
    kinds = plan.kinds()
    share = np.array([kind.share for kind in kinds])
    cap = np.array([kind.cap for kind in kinds], dtype=np.int64)
    capped = np.zeros(len(kinds), dtype=bool)
    while True:
        free = count - cap[capped].sum()
        exact = np.where(capped, cap, share / share[~capped].sum() * free)
        over = ~capped & (exact > cap)
        if not over.any():
            break
        capped |= over
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: count - whole.sum()]] += 1
    return whole


def register(count: int, rng: np.random.Generator) -> list[Body]:
    """``count`` bodies with names all different, in the order of founders."""
    naming = _Naming(rng)
    made = []
    for number, quota in enumerate(quotas(count)):
        made += [naming.body(number, turn) for turn in range(quota)]
    return sorted(made, key=lambda body: (body.territory, body.founder, body.kind))


class _Naming:
    """Gives names and remembers those given."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._given: set[str] = set()
        self._numbers: Counter[tuple[int, int]] = Counter()
        named = [
            f"{('с.', 'с.', 'дер.', 'пос.')[i % 4]} {v}" for i, v in enumerate(plan.villages())
        ]
        rng.shuffle(named)
        self._villages = [
            named[turn :: len(plan.territories())] for turn in range(len(plan.territories()))
        ]
        weight = np.array([t.weight for t in plan.territories()])
        self._weight = weight / weight.sum()

    def body(self, number: int, turn: int) -> Body:
        """One more body of a kind; a name that is taken already is thrown again."""
        kind, places = plan.kinds()[number], len(plan.territories())
        odds = np.array(kind.odds) / sum(kind.odds)
        where = self._home(kind, turn)
        for attempt in range(200):
            if attempt % 25 == 24:
                where = int(self._rng.choice(places, p=self._weight))
            given = turn if kind.id == "government" else 0
            in_turn = attempt == 0 and (given or (kind.id == "council" and turn < places))
            pattern = kind.names[given if in_turn else int(self._rng.choice(len(odds), p=odds))]
            if "{village}" in pattern and where < 2 and self._rng.random() < 0.85:
                continue
            slots = self._slots(kind, number, where, pattern)
            name = pattern.format_map(slots)
            if attempt > 60 and name in self._given:
                name = f"{name} (филиал № {attempt - 59})"
            if name in self._given:
                continue
            self._given.add(name)
            return Body(
                number,
                where,
                name,
                _founder(kind, where),
                *_page_words(kind, where, slots, name),
            )
        raise RuntimeError(f"no free name for a body of kind {kind.id}")

    def _home(self, kind: Kind, turn: int) -> int:
        """Territory of a body: bodies of the region live in its capital, offices one in each."""
        places = len(plan.territories())
        if kind.cap == places or (kind.id == "council" and turn < places):
            return turn
        if kind.founder in _CENTRAL and (kind.cap < 12 or kind.level != "МО") and turn % 5 < 4:
            return 0
        return int(self._rng.choice(places, p=self._weight))

    def _slots(self, kind: Kind, number: int, where: int, pattern: str) -> dict[str, str]:
        territory = plan.territories()[where]
        village = str(self._rng.choice(self._villages[where]))
        rural = "{village}" in pattern or "«{place}»" in pattern
        one = "{n}" in pattern
        if one:
            self._numbers[number, where] += 1
        title = str(self._rng.choice(kind.titles)) if kind.titles else ""
        return _adjectives(territory) | {
            "n": str(self._numbers[number, where]) if one else "",
            "t": title,
            "t_cap": title[:1].upper() + title[1:],
            "t2": str(self._rng.choice(kind.titles_2)) if kind.titles_2 else "",
            "city": territory.city_gen,
            "village": village,
            "place": village.split(" ", 1)[1] if rural else territory.city,
            "okrug": territory.gen,
            "region": plan.region_gen(),
        }


def _adjectives(territory: Territory) -> dict[str, str]:
    first = territory.name.split()[0]
    whole = f"{territory.city}ий" if first == "Городской" else first
    stem = whole[:-2]
    return {"adj": whole, "adj_f": f"{stem}ая", "adj_n": f"{stem}ое"}


def _founder(kind: Kind, where: int) -> str:
    territory = plan.territories()[where]
    administration = f"Администрация {territory.gen}"
    if kind.founder in ("education", "culture"):
        words = {"education": "образования", "culture": "культуры"}[kind.founder]
        own = kind.founder in territory.own
        return f"Управление {words} администрации {territory.gen}" if own else administration
    return administration if kind.founder == "municipal" else plan.founders()[kind.founder]


def _page_words(kind: Kind, where: int, slots: dict[str, str], name: str) -> tuple[str, str]:
    """Title and address of the body's page, as administrators choose them."""
    inner = name[name.find("«") + 1 : name.rfind("»")] if "«" in name else name
    for long, short in (*_SHORT, (f" {slots['okrug']}", "")):
        inner = inner.replace(long, short)
    if kind.id in ("school", "kindergarten") and slots["n"]:
        first = inner.split("№")[0].replace("Центр развития ребёнка — д", "Д")
        short = f"{first.replace(' комбинированного вида', '')}№ {slots['n']} | {slots['place']}"
    elif kind.id in ("school", "kindergarten"):
        plain = f"Школа {slots['village']}"
        short = f"Детский сад „{slots['t']}“ | {slots['place']}" if slots["t"] else plain
    else:
        short = inner if slots["place"] in inner else f"{inner} | {slots['place']}"
    title = kind.title.format_map(slots | {"short": short})
    if len(title) > TITLE:
        title = title.split(" | ")[0]
    if len(title) > TITLE:
        title = title[:TITLE].rsplit(" ", 1)[0]
    tail = f"{slots['n']}_" if slots["n"] else ""
    return title[:1].upper() + title[
        1:
    ], f"{kind.slug}{tail or '_'}{plan.territories()[where].latin}"


_SHORT = (
    ("Средняя общеобразовательная школа", "Школа"),
    ("Централизованная библиотечная система", "Библиотеки округа"),
    ("Комплексный центр социального обслуживания населения", "КЦСОН"),
    ("Центр социальной поддержки населения", "Соцподдержка"),
    ("Социально-реабилитационный центр для несовершеннолетних", "СРЦН"),
    ("Физкультурно-оздоровительный комплекс", "ФОК"),
    ("центральная районная больница", "ЦРБ"),
    (" администрации", ""),
    ("Спортивная школа олимпийского резерва", "СШОР"),
    ("Дом-интернат для престарелых и инвалидов", "Дом-интернат"),
    ("государственной охраны объектов культурного", "охраны культурного"),
    ("Светлореченский государственный", "Светлореченский"),
    ("Светлореченский областной", "Областной"),
    ("Центр внешкольной работы", "ЦВР"),
    ("Комитет по физической культуре и спорту", "Комитет по спорту"),
    ("Детская городская поликлиника", "Детская поликлиника"),
    ("центр общественного здоровья и медицинской профилактики", "центр медпрофилактики"),
    (f" {plan.region_gen()}", ""),
)


def frame(bodies: list[Body], rng: np.random.Generator) -> pl.DataFrame:
    """Columns of ``store.tables.bodies``: one row per body, numbered from 1."""
    count = len(bodies)
    kinds = [plan.kinds()[body.kind] for body in bodies]
    exempt = rng.random(count) < 0.012
    reason = [_EXEMPT[i] for i in rng.integers(0, len(_EXEMPT), count)]
    return pl.DataFrame(
        {
            "body": np.arange(1, count + 1, dtype=np.int32),
            "ogrn": ogrns(count, rng),
            "name": [body.name for body in bodies],
            "founder": [body.founder for body in bodies],
            "level": [kind.level for kind in kinds],
            "sphere": [kind.sphere[0] for kind in kinds],
            "sphere_2": [kind.sphere[1] if len(kind.sphere) > 1 else None for kind in kinds],
            "sphere_3": [
                _third(kind, draw) for kind, draw in zip(kinds, rng.random(count), strict=True)
            ],
            "territory": [plan.territories()[body.territory].name for body in bodies],
            "category": _categories(kinds, exempt, rng),
            "exempt": exempt,
            "exempt_reason": [r if e else None for r, e in zip(reason, exempt, strict=True)],
            "audience": pl.Series(_audiences(bodies, rng), dtype=pl.Int64),
            "badge": rng.random(count) < 0.94,
            "component": rng.random(count) < 0.88,
            "listed": rng.random(count) >= 0.006,
        }
    )


def _third(kind: Kind, draw: float) -> str | None:
    return _SPHERE_3.get(kind.id) if draw < 0.08 else None


def _categories(
    kinds: list[Kind], exempt: np.ndarray, rng: np.random.Generator
) -> list[str | None]:
    edges = np.cumsum([kind.category for kind in kinds], axis=1)
    level = (rng.random((len(kinds), 1)) > edges).sum(axis=1).clip(0, len(CATEGORIES) - 1)
    absent = rng.random(len(kinds)) < 0.008
    return [
        None if e or a else CATEGORIES[c] for c, e, a in zip(level, exempt, absent, strict=True)
    ]


def _audiences(bodies: list[Body], rng: np.random.Generator) -> list[int | None]:
    """Residents, pupils or patients; an administration's are its residents, some are not known."""
    spread, known = rng.standard_normal(len(bodies)), rng.random(len(bodies)) > 0.07
    sizes: list[int | None] = []
    for body, deviation, told in zip(bodies, spread, known, strict=True):
        kind, people = plan.kinds()[body.kind], plan.territories()[body.territory].people
        median, sd = kind.audience
        size = people if kind.id == "administration" else median * np.exp(sd * deviation)
        whole = min(int(size), people) if kind.level == "МО" else int(size)
        sizes.append(whole if told or kind.id == "administration" else None)
    return sizes


def ogrns(count: int, rng: np.random.Generator) -> list[str]:
    """Different ОГРН with a true check digit; the subject code 00 belongs to no real region."""
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        head = f"1{rng.integers(2, 24):02d}00{rng.integers(0, 10_000_000):07d}"
        numbers[f"{head}{int(head) % 11 % 10}"] = None
    return list(numbers)
