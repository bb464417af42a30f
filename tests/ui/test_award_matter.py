"""What a season is judged by: signals, obituaries, evidence, votes of the public, files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from docx import Document

from jobs import events
from store import accounts, post_words, public_votes, signal_decisions
from store.post_words import Post
from tests.ui.bodies import script
from tests.ui.conftest import Open, words
from tests.ui.seasons import LATIN, YEAR, built, first_contest, opened, own, stand
from ui.awards import evidence, file_words, season_files
from ui.exports.awards import threads
from ui.installation import here, now

__all__ = ["built", "own"]


def test_a_signal_confirmed_now_counts_at_once(own: Callable[..., None]) -> None:
    own()
    nomination, segment = first_contest(opened())

    def winner() -> str:
        contests = {one.key: one for one in stand().results.contests}
        return contests[nomination, segment].winners[0]

    before = winner()
    last = stand().made.drafted.period.last
    finding = signal_decisions.Finding(before, "likes_jump", last)
    signal_decisions.decide(here().writer, finding, "confirmed", "anna", now())
    assert winner() != before


def test_an_obituary_is_no_post_of_the_year(own: Callable[..., None]) -> None:
    own()
    key = first_contest(opened(), of_posts=True)

    def best() -> Post:
        contests = {one.key: one for one in stand().results.contests}
        first = contests[key].finalists[0]
        return Post(first.page_id or "", first.post or 0)

    before = best()
    post_words.say(here().writer, [before], "obituary", "anna", now())
    assert best() != before


def test_evidence_opens_what_was_counted(begin: Callable[..., object], built: Path) -> None:
    begin(built)
    found = {one.nomination: one for one in stand().results.contests}
    asked = found["citizen_dialogue"].finalists[0]
    rows = evidence.threads(asked)
    assert [row["comment"] for row in rows] == sorted(
        asked.evidence, key=lambda comment: (next(
            row["asked_at"] for row in rows if row["comment"] == comment), comment)
    )  # fmt: skip
    assert all(row["link"].startswith("https://vk.com/wall-") for row in rows)
    content = threads.document(
        found["citizen_dialogue"], stand().results, {asked.page_id or "": rows}
    )
    path = built.parent / "threads.docx"
    path.write_bytes(content)
    (table,) = Document(str(path)).tables
    assert len(table.rows) == len(rows) + 1
    assert table.rows[0].cells[0].text == "Задан"


def test_votes_of_the_public_are_shown_and_move_nothing(
    own: Callable[..., None], open_view: Open
) -> None:
    own()
    nomination, _segment = first_contest(opened())
    before = stand().results
    contest = next(one for one in before.contests if one.nomination == nomination)
    last = contest.finalists[-1].page_id
    file = f"Номинация;Страница;Голосов\n{nomination};{last};312\n".encode()
    planned = events.plan_votes(here().reader, file, "votes.csv", YEAR)
    season_files.VOTES.apply(here().writer, planned, "anna", now())
    assert public_votes.of_year(here().reader, YEAR)["votes"].to_list() == [312]
    assert stand().results == before
    text = words(open_view("supervisor", "awards", nomination=nomination))
    assert "голосов жителей: 312" in text


def test_a_preview_of_votes_follows_what_somebody_else_writes_meanwhile(
    own: Callable[..., None],
) -> None:
    own()
    found = opened()
    nomination, _segment = first_contest(found)
    page = found.results.contests[0].finalists[0].page_id
    file = f"Номинация;Страница;Голосов\n{nomination};{page};312\n".encode()
    account = accounts.find(here().reader, "supervisor")
    app = script(season_files._replace, account, found, season_files.VOTES).run()
    app.file_uploader(key="file_votes_0").set_value(("votes.csv", file, "text/csv"))
    assert "Новых: 1" in words(app.run())
    planned = events.plan_votes(here().reader, file, "votes.csv", YEAR)
    season_files.VOTES.apply(here().writer, planned, "boris", now())
    app.run()
    assert [one.value for one in app.info] == ["Файл ничего не меняет."]


FAULTY_EVENTS = """Название;Начало;Окончание;Территория;Сферы;Ключевые слова;Хештеги
;01.05.2025;;;;праздник;
День;;;;;праздник;
День;09.05.2025;01.05.2025;;;праздник;
День;01.05.2025;01.08.2025;;;праздник;
День;09.05.2025;;;;;
День;09.05.2025;;;;а;
День;09.05.2025;;;;;#?
День;завтра;;;;праздник;
День;09.05.1825;;;;праздник;
День;09.05.2024;;;;праздник;
День;09.05.2025;;Атлантида;;праздник;
День;09.05.2025;;;Алхимия;праздник;
День;09.05.2025;;;;праздник;
День;09.05.2025;;;;праздник;
День;10.05.2025;;;;праздник;;;;
"""
FAULTY_VOTES = """Номинация;Страница;Голосов
Никакая;vk:1;5
fast_help;не страница;5
fast_help;https://ok.ru/group/1;5
fast_help;https://vk.com/id1;5
fast_help;https://vk.com/club999999999999999999999;5
fast_help;vk:1;много
fast_help;vk:999999;5
fast_help;1027700000000;5
fast_help;;5
"""


def test_every_fault_of_a_file_is_told_in_russian(
    begin: Callable[..., object], built: Path
) -> None:
    begin(built)
    reader = here().reader
    planned = events.plan_events(reader, FAULTY_EVENTS.encode(), "events.csv", YEAR)
    assert len(planned.rejected) == 14
    voted = events.plan_votes(reader, FAULTY_VOTES.encode(), "votes.csv", YEAR)
    assert len(voted.rejected) == 9
    for _row, why in (*planned.rejected, *voted.rejected):
        said = file_words.fault(why)
        assert said != why
        assert LATIN.findall(re.sub(r"https://\S+|«[^»]*»", "", said)) == [], said
