"""A season made by hand: a tie, a letter, a network without a page, a nomination nobody won."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.season import Answer, Candidate, Contest, Line, Minutes, Results, Tally
from core.settings import Settings
from tests.ui.region import AS_OF
from ui import installation
from ui.exports.awards import diplomas, papers
from ui.exports.awards.papers import Key, Paper

LONG = (
    "Государственное бюджетное общеобразовательное учреждение «Специальная (коррекционная) "
    "школа-интернат для обучающихся с ограниченными возможностями здоровья № 1»"
)
HOSTILE = '#panic("x") $a^2$ *жирно* [b] \\ @ссылка 🎉 =1+1 <script>alert(1)</script>'
MARIA = {"name": "Иванова Мария Петровна", "presenter": "Губернатор"}
DIALOGUE = ("citizen_dialogue", "", "vk:101")
CHRONICLE = ("event_chronicle", "", "vk:103")
SCHOOL = ("sphere_leader", "Школы", "vk:104")
NETWORK = ("best_network", "", "Министерство образования")


def candidate(page: int | None, name: str, place: int, leader: bool = False) -> Candidate:
    """An entry that answered so many of 150 questions."""
    right = 150 - 8 * place
    return Candidate(
        f"vk:{page}" if page else None, name, "Министерство образования", "Холмск", "Образование",
        place, right / 150, 0.85, 0.97, 0.61, leader,
        f"{right} вопросов из 150 получили ответ в срок.",
    )  # fmt: skip


def contests() -> tuple[Contest, ...]:
    """Four contests with five papers, and one without."""
    first = candidate(101, "МБОУ «Средняя школа № 3»", 1, leader=True)
    second = candidate(102, LONG, 2, leader=True)
    third = candidate(103, "Администрация посёлка № 6", 3)
    return (
        Contest("citizen_dialogue", None, 46, (first, second, third), ("vk:101",)),
        Contest("fast_help", None, 0, ()),
        Contest("event_chronicle", None, 12,
                (replace(second, place=1), replace(third, place=1)), ("vk:102", "vk:103"),
                reason="Голоса равны, решили дать обоим."),
        Contest("sphere_leader", "Школы", 20, (candidate(104, "Школа № 7", 1),), ("vk:104",),
                form="letter"),
        Contest("best_network", None, 3, (candidate(None, NETWORK[2], 1),), (NETWORK[2],)),
    )  # fmt: skip


def results(frozen: bool = True, version: int = 1) -> Results:
    """The season, as frozen or as a draft."""
    drafted = Results(2025, AS_OF, "index v3", 7, contests())
    if not frozen:
        return drafted
    return replace(drafted, version=version, code="7F3A-91C2", frozen_at=AS_OF, hash="7f3a91c2" * 8)


def minutes() -> Minutes:
    """Three members, one of whom took no part."""
    return Minutes(
        "Белоусова А. В.", ("Белоусова А. В.", "Громов П. С.", "Ли К. О."),
        (Tally("citizen_dialogue", None, "vk:101", 2, 0, ("Ли К. О.",)),
         Tally("citizen_dialogue", None, "vk:102", 0, 2, ("Ли К. О.",))),
    )  # fmt: skip


LOOK = diplomas.Look("г. Южно-Сахалинск", (("Заместитель председателя", "А. В. Белоусова"),))
KEPT: Mapping[Key, Mapping[str, str]] = {
    DIALOGUE: MARIA,
    CHRONICLE: {"name": "Салтыков-Щедрин Михаил Евграфович", "position": "пресс-секретарь"},
    SCHOOL: {"name": "Черных Анна Ильинична", "position": "заместитель директора"},
}
ANSWER = Answer(
    "vk:103", "Администрация посёлка № 6", "citizen_dialogue", None,
    (Line("Норма публикаций не меньше чем в 80 % недель", False, "71 %"),
     Line("Не меньше 30 вопросов", True, "44")), None, 46, "",
)  # fmt: skip


@pytest.fixture(autouse=True)
def region(tmp_path: Path) -> Iterator[None]:
    """Settings are all a paper needs: no table is made, no login."""
    with spoken("ru", tmp_path):
        yield


@contextmanager
def spoken(language: str, folder: Path) -> Iterator[None]:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'kpi.db'}", hash_key="h" * 40, cookie_key="c" * 40,
        region_name="Сахалинская область", language=language,
    )  # fmt: skip
    here = installation.begin(settings, lambda: AS_OF)
    yield
    here.reader.dispose()
    here.writer.dispose()


def made(results: Results, kept: Mapping[Key, Mapping[str, str]] = KEPT) -> tuple[Paper, ...]:
    return papers.papers(results, kept)


def sheets(content: bytes) -> list[str]:
    """The text of every page, with single spaces and without places to break."""
    pages = PdfReader(io.BytesIO(content)).pages
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in pages]
