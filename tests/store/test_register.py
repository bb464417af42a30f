"""A listing against the store: new, changed, gone, returned; importing twice changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Select, Table, create_engine, insert, select, update

from loaders.files.register import parse
from loaders.files.register_frames import COLUMNS
from store import tables
from store.register import Difference, Listing, page_ids, plan, save
from tests.loaders.files.samples import Cells, csv_bytes, ogrn, row


def listing(*rows: Cells, keys: tuple[str, ...] = tuple(COLUMNS), **names: str) -> Listing:
    found = parse(csv_bytes(rows, keys), "file", names)
    return Listing(found.bodies, found.pages, found.rejects, found.given, found.networks)


def empty() -> Engine:
    """A store in memory: what Hypothesis tries is decided in Python, not by the database."""
    made = create_engine("sqlite://")
    tables.metadata.create_all(made)
    return made


def dump(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            table.name: [dict(r) for r in connection.execute(in_order(table)).mappings()]
            for table in (tables.bodies, tables.pages, tables.marks)
        }


def in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def pages(engine: Engine) -> dict[str, tuple[int, bool]]:
    return {p["page_id"]: (p["page"], p["listed"]) for p in dump(engine)["pages"]}


def bodies(engine: Engine) -> list[tuple[Any, ...]]:
    return [(b["body"], b["name"], b["listed"]) for b in dump(engine)["bodies"]]


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


@st.composite
def registers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows without contradictions: bodies with no page, one or several, links of every form."""
    rows = []
    for serial in range(1, draw(st.integers(1, 6)) + 1):
        with_ogrn = draw(st.booleans())
        own = {"status": draw(st.sampled_from(["визитка", "активный", "не учитывается", ""]))}
        own |= {"telegram": draw(st.sampled_from(["", f"@school_{serial}"]))}
        own |= {"ogrn": ogrn(serial) if with_ogrn else ""}
        links = draw(st.lists(st.integers(1, 3), unique=True, max_size=3))
        form = draw(st.sampled_from(["https://vk.com/club{}", "vk.com/school_{}", "{}"]))
        rows += [row(serial, **own, vk=form.format(100 * serial + n)) for n in links]
        if not links:
            rows.append(row(serial, **own, vk="нет"))
    return rows


def without_numbers(engine: Engine) -> set[tuple[Any, ...]]:
    found = dump(engine)
    names = {b["body"]: tuple(v for k, v in b.items() if k != "body") for b in found["bodies"]}
    owned = {(p["page_id"], p["owner"], p["listed"], names[p["body"]]) for p in found["pages"]}
    return owned | set(names.values())


@settings(deadline=None, max_examples=60)
@given(registers(), st.randoms(use_true_random=False))
def test_any_order_of_rows_gives_the_same_register_and_twice_changes_nothing(
    rows: list[dict[str, Any]], random: Any
) -> None:
    one, other = empty(), empty()
    shuffled = random.sample(rows, len(rows))
    save(one, listing(*rows))
    save(other, listing(*shuffled))
    assert without_numbers(one) == without_numbers(other)
    before = dump(one)
    assert save(one, listing(*shuffled)).changes == ()
    assert dump(one) == before
    one.dispose()
    other.dispose()


@settings(deadline=None, max_examples=60)
@given(registers(), registers())
def test_the_store_lists_what_the_last_register_lists(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    engine = empty()
    save(engine, listing(*first))
    numbers = {page_id: number for page_id, (number, _) in pages(engine).items()}
    wanted = listing(*second)
    difference = save(engine, wanted)
    now = pages(engine)
    assert {p for p, (_, listed) in now.items() if listed} == set(wanted.pages["page_id"])
    assert sum(listed for _, _, listed in bodies(engine)) == wanted.bodies.height
    assert all(now[page_id][0] == number for page_id, number in numbers.items())
    assert difference.pages.gone == len(set(numbers) - set(wanted.pages["page_id"]))
    assert save(engine, wanted).changes == ()
    engine.dispose()


CELL = st.sampled_from(
    ["", "0", "нет", "#N/A", "1", "club1", "vk.com/a_b", "vk.com/c_d", "@chan_nel"]
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(COLUMNS, CELL)
            | {
                "name": st.sampled_from(["", "Школа", "школа", "Музей"]),
                "founder": st.sampled_from(["", "А", "Б"]),
                "ogrn": st.sampled_from(["", ogrn(1), ogrn(2), "12"]),
            }
        ),
        min_size=1,
        max_size=10,
    )
)
def test_even_a_contradictory_file_changes_nothing_the_second_time(
    rows: list[dict[str, str]],
) -> None:
    engine = empty()
    rows = [cells | {"level": "МО"} for cells in rows]
    save(engine, listing(*rows))
    before = dump(engine)
    assert save(engine, listing(*rows, **page_ids(engine))).changes == ()
    assert dump(engine) == before
    engine.dispose()
