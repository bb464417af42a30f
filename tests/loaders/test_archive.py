"""Raw answers are kept without tokens and names, and a replay of them fills a store alike."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from jobs import collect
from jobs.collect import archive_name, purge, replay
from loaders.archive import Recorded, WrongArchive
from loaders.vk.scrub import scrubbed
from tests.fakes.vk import World, random_pages
from tests.loaders.conftest import DAY, KEY, NOW, Desk, Dump, desk


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "archive"
    monkeypatch.setattr(collect, "ARCHIVE", folder)
    return folder


def told(at: Desk) -> Dump:
    """What a store holds, but for avatars, whose addresses an archive does not keep."""
    dump = at.dump()
    dump["pages"] = [tuple(page[name] for name in page if name != "picture") for page in at.pages()]
    return dump


def kept(at: Desk, *, now: int = NOW) -> None:
    at.world.clock = lambda: now
    settings = at.settings(("user-secret",), archive_days=30)
    assert collect.collect_vk(at.engine, settings, now, lambda: now).state == "complete"


def test_a_replay_fills_an_empty_store_alike(tmp_path: Path, archive: Path) -> None:
    world = World(random_pages(6, seed=5, now=NOW + DAY, weeks=12), clock=lambda: NOW)
    with desk(world, tmp_path / "collected") as at:
        kept(at)
        kept(at, now=NOW + DAY)
        expected = told(at)
    with desk(world, tmp_path / "replayed") as at:
        for file in sorted(archive.iterdir()):
            report = replay(at.engine, at.settings(), file, lambda: NOW)
            assert (report.state, report.requests) == ("complete", 0)
        assert at.vk.requests == []
        assert told(at) == expected


def test_an_archive_holds_no_token_and_no_name(tmp_path: Path, archive: Path) -> None:
    world = World(random_pages(3, seed=5, now=NOW, weeks=12), clock=lambda: NOW)
    people = {c.from_id for page in world.pages for post in page.posts for c in post.comments}
    with desk(world, tmp_path) as at:
        kept(at)
    (file,) = archive.iterdir()
    text = gzip.decompress(file.read_bytes()).decode()
    assert "Когда" in text
    assert "user-secret" not in text
    assert "|Имя]" not in text
    assert not [n for n in people if n > 100_000 and f": {n}," in text]
    assert file.stat().st_mode & 0o777 == 0o600


def test_names_and_persons_leave_an_answer() -> None:
    comment = {
        "from_id": 77, "text": "[id77|Анна Иванова], ждите", "reply_to_user": 77,
        "profiles": [{"first_name": "Анна"}], "contacts": [{"user_id": 5, "phone": "+7"}],
    }  # fmt: skip
    left = scrubbed(comment, KEY)
    assert left["from_id"] == left["reply_to_user"] != 77
    assert left["text"] == f"[id{left['from_id']}|] ждите"
    assert left["contacts"] == [{"phone": "+"}]
    assert "profiles" not in left


def test_an_archive_cut_short_is_read_as_far_as_it_goes(tmp_path: Path, archive: Path) -> None:
    world = World(random_pages(3, seed=5, now=NOW, weeks=12), clock=lambda: NOW)
    with desk(world, tmp_path / "collected") as at:
        kept(at)
    (file,) = archive.iterdir()
    file.write_bytes(file.read_bytes()[:-2000])
    with desk(world, tmp_path / "replayed") as at:
        report = replay(at.engine, at.settings(), file, lambda: NOW)
        assert report.posts > 0
        assert report.state in ("complete", "incomplete")


def test_a_file_that_is_no_archive_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl.gz"
    file.write_text("nothing of the kind")
    with pytest.raises(WrongArchive, match=r"x.jsonl.gz is not an archive"):
        Recorded(file)


def test_archives_go_with_the_texts_they_hold(tmp_path: Path) -> None:
    world = World(random_pages(1, seed=5, now=NOW, weeks=2), clock=lambda: NOW)
    for days in (1, 29, 31):
        (tmp_path / archive_name(NOW - days * DAY, 1, "full")).touch()
    with desk(world, tmp_path / "store") as at:
        settings = at.settings(archive_days=60, comment_text_days=30)
        assert purge(at.engine, settings, NOW, tmp_path) == (0, 1)
