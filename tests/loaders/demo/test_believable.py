"""The proportions of the field and the words: what a supervisor would recognise."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest

from core.frames import OWN, REPOST
from core.text import lexicon, text_hash
from loaders import demo
from loaders.demo import plan
from loaders.demo.voices import shelves
from tests.loaders.demo.conftest import KEY, NOW, built

WEEKS = 52.0
YEAR = 365 * 86_400


def own(region: demo.Region) -> pl.DataFrame:
    return region.posts.filter(pl.col("flags") & OWN > 0)


def first_questions(region: demo.Region) -> pl.DataFrame:
    """Citizens' questions that open a thread, and when the page first spoke to them after."""
    comments = region.comments.join(region.pages.select("page", "owner"), on="page")
    person = region.responders.with_columns(named=pl.lit(value=True))
    comments = comments.join(person, on=["page", "author"], how="left").with_columns(
        ours=(pl.col("author") == -pl.col("owner")) | pl.col("named").fill_null(value=False)
    )
    asked = comments.filter(
        ~pl.col("ours"), pl.col("author") > 0, pl.col("deleted_at").is_null(),
        pl.col("reason").is_not_null(), pl.col("root") == pl.col("comment"),
    )  # fmt: skip
    said = comments.filter("ours")
    nested = said.filter(pl.col("root") != pl.col("comment")).select("page", "root", at="written")
    loose = said.filter(pl.col("root") == pl.col("comment"), pl.col("mention").is_not_null())
    by_root = asked.join(nested, on=["page", "root"]).select("page", "comment", "at")
    by_name = asked.join(
        loose.select("page", "post", author="mention", at="written"), on=["page", "post", "author"]
    ).filter(pl.col("at") > pl.col("written"))
    answers = pl.concat([by_root, by_name.select("page", "comment", "at")])
    first = answers.group_by("page", "comment").agg(pl.col("at").min())
    return asked.join(first, on=["page", "comment"], how="left")


def test_pages_post_six_to_nine_times_a_week(region: demo.Region) -> None:
    assert 6 <= own(region).height / 831 / WEEKS <= 9


def test_posts_gather_what_posts_gather(region: demo.Region) -> None:
    posts = region.posts
    assert posts["likes"].mean() == pytest.approx(8.8, rel=0.15)
    assert posts["comments"].mean() == pytest.approx(0.4, rel=0.15)
    assert posts["reposts"].mean() == pytest.approx(0.32, rel=0.2)
    assert posts["views"].sum() / 831 / WEEKS / 7 == pytest.approx(420, rel=0.25)
    known = posts.filter(pl.col("views").is_not_null())
    rate = known.select((pl.col("likes") + pl.col("comments") + pl.col("reposts")).sum()).item()
    assert 0.018 <= rate / known["views"].sum() <= 0.032


def test_young_posts_have_gathered_less(region: demo.Region) -> None:
    fresh = own(region).filter(pl.col("published") > NOW - 6 * 3_600)["views"]
    ripe = own(region).filter(pl.col("published") < NOW - 5 * 86_400)["views"]
    assert fresh.median() < 0.7 * ripe.median()


def test_followers_are_many_small_and_few_large(region: demo.Region) -> None:
    last = region.snapshots.sort("day").group_by("page").last()["followers"]
    assert 260 <= last.mean() <= 1_400
    assert last.median() < 0.6 * last.mean()
    assert 30_000 < last.max() < 75_000
    assert 0.01 < last.null_count() / 831 < 0.06


def test_residents_ask_and_a_quarter_is_never_answered(region: demo.Region) -> None:
    questions = first_questions(region)
    assert 1.8 <= questions.height / 831 / 12 <= 3.0
    settled = questions.filter(pl.col("written") < NOW - 14 * 86_400)
    assert 0.20 <= settled["at"].null_count() / settled.height <= 0.30
    hours = ((questions["at"] - questions["written"]) / 3_600).drop_nulls()
    assert 0.15 < (hours < 4).mean() < 0.5
    assert 0.1 < (hours > 48).mean() < 0.4


def test_pages_differ_in_how_they_answer(region: demo.Region) -> None:
    by_page = first_questions(region).group_by("page").agg(
        pl.len().alias("n"), pl.col("at").is_not_null().mean().alias("share")
    ).filter(pl.col("n") >= 15)  # fmt: skip
    assert (by_page["share"] > 0.95).sum() > 20
    assert (by_page["share"] < 0.4).sum() > 20


def test_a_week_judges_few_pages_and_a_year_most(region: demo.Region) -> None:
    questions = first_questions(region)
    judged = {
        days: questions.filter(pl.col("written") > NOW - days * 86_400)
        .group_by("page").len().filter(pl.col("len") >= 10).height / 831
        for days in (7, 91, 365)
    }  # fmt: skip
    assert judged[7] < 0.03
    assert 0.12 < judged[91] < 0.30
    assert 0.46 < judged[365] < 0.75


def test_schools_and_kindergartens_are_nearly_half(region: demo.Region) -> None:
    small = region.bodies["sphere"].is_in(["Школы", "Детские сады"]).mean()
    assert 0.40 <= small <= 0.55
    assert 52 <= region.bodies["founder"].n_unique() <= 64
    assert region.bodies["territory"].n_unique() == 20


def test_levels_are_those_of_the_register(region: demo.Region) -> None:
    assert set(region.bodies["level"]) == {
        "Регион", "Министерство", "Ведомство", "Законодательный орган", "МО", "ВУЗ", "Другое",
    }  # fmt: skip


def test_names_are_different_and_whole(region: demo.Region) -> None:
    for bodies in (region.bodies, built(20, 4).bodies):
        assert bodies["name"].n_unique() == bodies.height
        assert not bodies["name"].str.contains(r"[{}]").any()
        assert (
            bodies["name"].str.count_matches("«") == bodies["name"].str.count_matches("»")
        ).all()
    assert region.pages["title"].str.len_chars().max() <= 48


def test_a_large_region_still_names_every_body() -> None:
    from loaders.demo import bodies

    names = [body.name for body in bodies.register(4_000, plan.rng(7, 1))]
    assert len(set(names)) == 4_000
    assert sum("филиал № " in name and "(" in name for name in names) < 20


def test_ogrn_check_digits_are_true(region: demo.Region) -> None:
    numbers = region.bodies["ogrn"].to_list()
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d{13}", n) and int(n[:12]) % 11 % 10 == int(n[12]) for n in numbers)


def test_exempt_bodies_say_why(region: demo.Region) -> None:
    exempt = region.bodies.filter("exempt")
    assert 3 <= exempt.height <= 25
    assert exempt["exempt_reason"].null_count() == 0
    assert region.bodies.filter(~pl.col("exempt"))["exempt_reason"].null_count() == (
        region.bodies.height - exempt.height
    )


def test_a_tenth_of_the_pages_hides_something(region: demo.Region) -> None:
    hidden = region.snapshots.filter(pl.col("followers").is_null())["page"].unique()
    blind = (
        region.posts.group_by("page").agg(pl.col("views").is_null().mean())
        .filter(pl.col("views") > 0.2)["page"]
    )  # fmt: skip
    odd = region.pages.filter(
        pl.col("refused").is_not_null() | ~pl.col("comments_open")
        | pl.col("page").is_in(hidden.to_list()) | pl.col("page").is_in(blind.to_list())
    )  # fmt: skip
    assert 0.06 <= odd.height / 831 <= 0.14
    assert 0.02 <= region.pages["badge"].not_().sum() / 831 <= 0.09


def test_some_pages_are_silent_now(region: demo.Region) -> None:
    last = own(region).group_by("page").agg(pl.col("published").max())
    silent = 831 - last.filter(pl.col("published") >= NOW - 7 * 86_400).height
    assert 0.04 <= silent / 831 <= 0.13
    told = [page for page in region.truth["pages"].values() if page["silent_since"] is not None]
    assert len(told) <= silent


def test_working_hours_and_weekdays_rule(region: demo.Region) -> None:
    local = own(region)["published"] + 11 * 3_600
    hours = np.bincount((local // 3_600 % 24).to_numpy(), minlength=24) / local.len()
    assert hours[9:18].sum() > 0.6
    assert hours[0:6].sum() < 0.02
    weekday = np.bincount(((local // 86_400 + 3) % 7).to_numpy(), minlength=7)
    assert weekday[5:].mean() < 0.6 * weekday[:5].mean()


def test_schools_rest_in_summer(region: demo.Region) -> None:
    kind = region.pages.join(region.bodies.select("body", "sphere"), on="body")
    schools = kind.filter(pl.col("sphere") == "Школы").select("page")
    month = pl.from_epoch("published").dt.month().alias("month")
    posts = own(region).join(schools, on="page").with_columns(month).group_by("month").len()
    by_month = dict(posts.iter_rows())
    assert by_month[7] < 0.5 * by_month[10]


def test_posts_are_written_with_texts_of_their_kind(region: demo.Region) -> None:
    written = region.posts.filter(pl.col("flags") & OWN > 0, pl.col("flags") & REPOST == 0)
    assert region.post_texts.height == written.height
    lengths = region.post_texts["text"].str.len_chars()
    assert lengths.max() <= 400
    assert lengths.min() > 8
    assert not region.post_texts["text"].str.contains(r"[{}§]").any()
    assert region.post_texts["text"].n_unique() > 8_000


def test_reasons_and_hashes_follow_from_the_texts(region: demo.Region) -> None:
    kept = region.comments.filter(pl.col("text").is_not_null()).sample(3_000, seed=1)
    for text, reason, hashed in kept.select("text", "reason", "text_hash").iter_rows():
        assert reason == lexicon().reason(text)
        assert hashed == text_hash(text, KEY)
    assert kept["reason"].null_count() > 500


def test_questions_ask_and_thanks_do_not() -> None:
    for (speech, group, _), shelf in shelves().items():
        if speech.name in ("QUESTION", "INCIDENT", "MORE"):
            mute = [body for body in shelf.bodies if lexicon().reason(body) is None]
            assert not mute, (group, mute[:3])
        if speech.name in ("THANKS", "EMOJI", "PRAISE"):
            loud = [
                text for body in shelf.bodies for end in shelf.closes for start in shelf.opens
                if lexicon().reason(text := f"{start}{body}{end}")
            ]  # fmt: skip
            assert not loud, (group, loud[:3])


def test_there_is_enough_variety_of_words() -> None:
    talk, posts = plan.words("talk"), plan.words("posts")
    count = {
        part: len({text for key, texts in talk.items() if key.startswith(part) for text in texts})
        for part in ("questions.", "answers.", "thanks.", "kind_words.thanks")
    }
    assert count["questions."] >= 60
    assert count["answers."] >= 30
    assert count["thanks."] + count["kind_words.thanks"] >= 30
    skipped = ("slots.", "tags.")
    patterns = {t for key, texts in posts.items() if not key.startswith(skipped) for t in texts}
    assert len(patterns) >= 60


def test_planted_signals_can_be_seen(region: demo.Region) -> None:
    planted, ids = region.truth["planted"], dict(region.pages.select("page_id", "page").iter_rows())
    likes = region.posts.group_by("page").agg(pl.col("likes").std() / pl.col("likes").mean())
    even = dict(likes.iter_rows())
    assert all(even[ids[page]] < 0.35 for page in planted["even"])
    daily = region.snapshots.sort("page", "day").with_columns(
        step=pl.col("followers").diff().over("page") / pl.col("followers")
    )
    jump = dict(daily.group_by("page").agg(pl.col("step").max()).iter_rows())
    seen = [jump[ids[page]] for page in planted["jump"] if jump[ids[page]] is not None]
    assert seen
    assert min(seen) > 0.15
    written = region.comments.filter(pl.col("author") > 0)
    for name in planted["equal"]:
        texts = written.filter(pl.col("page") == ids[name])["text_hash"].drop_nulls()
        assert texts.len() >= 30
        assert texts.unique_counts().max() > 0.3 * texts.len()
