"""A listing against the store: new, changed, gone, returned; importing twice changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, insert, update

from store import tables
from store.register import Difference, page_ids, plan, save
from tests.loaders.files.samples import ogrn, row
from tests.store.registers import bodies, dump, empty, listing, pages


def counts(difference: Difference, part: str = "pages") -> tuple[int, ...]:
    c = getattr(difference, part)
    return c.new, c.changed, c.gone, c.same, c.held


def resolve(engine: Engine, name: str, owner: int, calls_itself: str | None = None) -> None:
    """What a sync does once it knows the number of a screen name."""
    p = tables.pages.c
    with engine.begin() as connection:
        connection.execute(
            update(tables.pages)
            .where(p.page_id == f"vk:{name}")
            .values(page_id=f"vk:{owner}", owner=owner, screen_name=calls_itself or name)
        )


def test_a_first_import_writes_everything_and_a_second_nothing(engine: Engine) -> None:
    wanted = listing(row(1), row(2, vk=""), row(3, telegram="@school_3"))
    assert counts(save(engine, wanted)) == (3, 0, 0, 0, 0)
    before = dump(engine)
    again = save(engine, wanted)
    assert counts(again) == (0, 0, 0, 3, 0)
    assert counts(again, "bodies") == (0, 0, 0, 3, 0)
    assert again.changes == ()
    assert dump(engine) == before
    assert pages(engine) == {"vk:1": (1, True), "vk:3": (2, True), "telegram:school_3": (3, True)}


def test_a_plan_tells_the_same_and_writes_nothing(engine: Engine) -> None:
    save(engine, listing(row(1), row(2)))
    before = dump(engine)
    wanted = listing(row(2, status="активный"), row(3))
    planned = plan(engine, wanted)
    assert dump(engine) == before
    assert planned == save(engine, wanted)
    assert plan(None, wanted) == plan(empty(), wanted)


def test_a_change_is_told_as_old_and_new(engine: Engine) -> None:
    save(engine, listing(row(1, status="визитка", audience="5")))
    (change,) = save(engine, listing(row(1, status="не учитывается", audience="5"))).changes
    assert (change.kind, change.state, change.key) == ("body", "changed", ogrn(1))
    assert change.fields == (("category", "card", None), ("exempt", False, True))


def test_what_went_away_is_marked_and_comes_back_under_its_number(engine: Engine) -> None:
    save(engine, listing(row(1), row(2)))
    gone = save(engine, listing(row(2)))
    assert [(c.kind, c.state, c.key) for c in gone.changes] == [
        ("body", "gone", ogrn(1)),
        ("page", "gone", "vk:1"),
    ]
    assert pages(engine) == {"vk:1": (1, False), "vk:2": (2, True)}
    assert [listed for _, _, listed in bodies(engine)] == [False, True]
    assert counts(save(engine, listing(row(2)))) == (0, 0, 0, 1, 0)
    back = save(engine, listing(row(1), row(2)))
    assert counts(back) == (0, 1, 0, 1, 0)
    assert back.changes[-1].fields == (("listed", False, True),)
    assert pages(engine) == {"vk:1": (1, True), "vk:2": (2, True)}
    assert [(number, listed) for number, _, listed in bodies(engine)] == [(1, True), (2, True)]


def test_a_page_resolved_meanwhile_is_the_same_page(engine: Engine) -> None:
    wanted = listing(row(1, vk="https://vk.com/School_1"))
    save(engine, wanted)
    resolve(engine, "school_1", 77, calls_itself="School_1")
    before = dump(engine)
    assert page_ids(engine) == {"school_1": "vk:77"}
    assert save(engine, wanted).changes == ()
    assert save(engine, listing(row(1, vk="vk.com/school_1"), **page_ids(engine))).changes == ()
    assert dump(engine) == before


def test_the_register_may_resolve_a_page_itself(engine: Engine) -> None:
    save(engine, listing(row(1, vk="https://vk.com/school")))
    (change,) = save(engine, listing(row(1, vk="https://vk.com/school", id="77"))).changes
    assert change.fields == (("owner", None, 77), ("page_id", "vk:school", "vk:77"))
    assert pages(engine) == {"vk:77": (1, True)}


def test_the_name_the_network_gave_is_not_overwritten(engine: Engine) -> None:
    save(engine, listing(row(1)))
    with engine.begin() as connection:
        connection.execute(update(tables.pages).values(screen_name="new_name"))
    (change,) = save(engine, listing(row(1, vk="vk.com/old_name", id="1"))).changes
    assert change.fields == (("listed_name", None, "old_name"),)
    assert dump(engine)["pages"][0]["screen_name"] == "new_name"


def test_a_page_renamed_since_is_known_by_the_name_of_the_register(engine: Engine) -> None:
    wanted = row(1, vk="vk.com/old_name")
    save(engine, listing(wanted))
    resolve(engine, "old_name", 77, calls_itself="new_name")
    assert page_ids(engine) == {"old_name": "vk:77", "new_name": "vk:77"}
    assert save(engine, listing(wanted)).changes == ()
    assert save(engine, listing(wanted, **page_ids(engine))).changes == ()
    assert pages(engine) == {"vk:77": (1, True)}


def test_a_page_may_move_to_another_body(engine: Engine) -> None:
    save(engine, listing(row(1), row(2)))
    moved = save(engine, listing(row(3, vk="club1"), row(2)))
    assert moved.changes[-1].fields == (("body", "МБОУ «Школа № 1»", "МБОУ «Школа № 3»"),)
    assert dump(engine)["pages"][0]["body"] == 3
    assert pages(engine)["vk:1"] == (1, True)


RENAMED = [
    ({}, {"name": "Гимназия"}, "by ОГРН"),
    ({"ogrn": ""}, {}, "an ОГРН is given"),
    ({}, {"ogrn": ogrn(5)}, "the ОГРН is mended"),
    ({}, {"name": 'МБОУ "школа № 1"'}, "another spelling"),
]


@pytest.mark.parametrize(("old", "new", "how"), RENAMED)
def test_a_body_is_recognised(
    engine: Engine, old: dict[str, str], new: dict[str, str], how: str
) -> None:
    save(engine, listing(row(1, **old), row(2)))
    difference = save(engine, listing(row(1, **new), row(2)))
    assert counts(difference, "bodies") == (0, 1, 0, 1, 0), how
    assert len(bodies(engine)) == 2


def test_two_candidates_are_never_guessed_between(engine: Engine) -> None:
    save(engine, listing(row(1, name="А"), row(1, name="Б", vk="club2")))
    difference = save(engine, listing(row(1, name="В")))
    assert counts(difference, "bodies") == (1, 0, 2, 0, 0)


def test_columns_and_networks_the_file_does_not_have_stay(engine: Engine) -> None:
    save(engine, listing(row(1, audience="900", telegram="@school_1", status="активный")))
    before = dump(engine)
    poor = listing(row(1), keys=("founder", "name", "ogrn", "vk"))
    assert counts(save(engine, poor)) == (0, 0, 0, 2, 0)
    assert dump(engine) == before
    assert counts(save(engine, listing(row(1, audience="900", status="активный")))) == (
        0,
        0,
        1,
        1,
        0,
    )


def test_pages_of_other_networks_go_with_their_body(engine: Engine) -> None:
    save(engine, listing(row(1, telegram="@school_1"), row(2)))
    save(engine, listing(row(2), keys=("founder", "name", "ogrn", "vk")))
    assert pages(engine)["telegram:school_1"] == (2, False)


LEFT_OUT = [
    {"ogrn": "12"},
    {"vk": "https://ok.ru/group/1"},
    {"name": ""},
    {"id": "5"},
    {"name": "", "ogrn": "12"},
]


@pytest.mark.parametrize("fault", LEFT_OUT)
def test_a_mistyped_row_is_no_farewell(engine: Engine, fault: dict[str, str]) -> None:
    save(engine, listing(row(1, vk="club1"), row(2)))
    before = dump(engine)
    difference = save(engine, listing(row(1, **({"vk": "club1"} | fault)), row(2)))
    assert counts(difference) == (0, 0, 0, 1, 1)
    assert counts(difference, "bodies") == (0, 0, 0, 1, 1)
    assert dump(engine) == before


def test_a_mistyped_link_holds_the_page_of_a_body_that_has_others(engine: Engine) -> None:
    save(engine, listing(row(1), row(1, vk="club2"), row(3)))
    difference = save(engine, listing(row(1), row(1, vk="нету"), row(3)))
    assert counts(difference) == (0, 0, 0, 2, 1)


def test_a_change_moves_the_data_version_and_no_change_does_not(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(tables.marks).values(mark="data_version", value="7"))
    save(engine, listing(row(1)))
    assert dump(engine)["marks"] == [{"mark": "data_version", "value": "8"}]
    save(engine, listing(row(1)))
    assert dump(engine)["marks"] == [{"mark": "data_version", "value": "8"}]
