"""Whatever registers there are: their order is nothing, the last one stands, twice is once."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from loaders.files.register_frames import COLUMNS
from store.register import page_ids, save
from tests.loaders.files.samples import ogrn, row
from tests.store.registers import bodies, dump, empty, listing, pages


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
