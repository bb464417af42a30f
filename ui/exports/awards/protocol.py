"""Office papers of a season (docx): the commission's protocol and the order of the ceremony."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docx.document import Document as Docx

from core.season import Contest, Minutes, Results, Tally
from ui.exports import names
from ui.exports.awards import office, wording
from ui.exports.awards.papers import Paper
from ui.formats import day, moment
from ui.formats import number as written
from ui.i18n import _, ngettext
from ui.installation import here

_Tallies = Mapping[tuple[str, str | None, str], Tally]


def protocol(results: Results, minutes: Minutes, papers: Sequence[Paper], place: str = "") -> bytes:
    """What was decided and on what: commission, figures, votes and reasons of every contest.

    Args:
        results: of the season.
        minutes: of the commission.
        papers: of the season.
        place: the town; empty: none is named.
    """
    title = _("Protocol of the commission on the awards of {year}").format(year=results.year)
    paper = office.begun(title, draft=not results.frozen)
    on = day(results.frozen_at or results.as_of)
    region = here().settings.region_name
    office.headline(paper, title, " · ".join(filter(None, [region, place, on])))
    _commission(paper, minutes)
    _ground(paper, results)
    office.heading(paper, _("3. Decisions"))
    tallies = {(one.nomination, one.segment, one.entry): one for one in minutes.tallies}
    for at, contest in enumerate(results.contests, start=1):
        _contest(paper, at, contest, tallies)
    office.heading(paper, _("4. In all"))
    office.text(paper, amount(papers))
    if minutes.chair:
        office.signature(paper, _("Chair of the commission"), minutes.chair)
    for member in minutes.members:
        if member != minutes.chair:
            office.signature(paper, _("Member of the commission"), member)
    return office.content(paper)


def order(results: Results, papers: Sequence[Paper]) -> bytes:
    """The order of the ceremony: who is called, for what, and who hands the paper over."""
    title = _("Order of the ceremony, awards of {year}").format(year=results.year)
    paper = office.begun(title, across=True, draft=not results.frozen)
    office.headline(paper, title, amount(papers))
    rows = [(
        str(one.number),
        one.nomination,
        one.person.name if one.person else "",
        one.person.position if one.person else "",
        one.body,
        one.person.presenter if one.person else "",
        _("Diploma") if one.form == "diploma" else _("Letter of thanks"),
    ) for one in papers]  # fmt: skip
    heads = (_("No."), _("Nomination"), _("Full name"), _("Position"), _("Organisation"),
             _("Hands it over"), _("Paper"))  # fmt: skip
    office.table(paper, heads, (1.1, 4.6, 4.4, 4.2, 5.6, 3.0, 3.5), rows)
    if results.code:
        office.text(paper, _frozen(results), quiet=True)
    return office.content(paper)


def file_name(kind: str, results: Results, ending: str) -> str:
    """``Протокол — итоги 2025 — версия 2.docx``."""
    version = _("version {n}").format(n=results.version) if (results.version or 1) > 1 else ""
    draft = "" if results.frozen else _("preliminary")
    season = _("awards of {year}").format(year=results.year)
    return names.file_name([kind, season, version, draft], ending)


def _commission(paper: Docx, minutes: Minutes) -> None:
    office.heading(paper, _("1. Commission"))
    if not minutes.members:
        office.text(paper, _("Nobody is named."))
    for member in minutes.members:
        chair = member == minutes.chair
        office.text(paper, _("{name}, chair").format(name=member) if chair else member, after=2)


def _ground(paper: Docx, results: Results) -> None:
    office.heading(paper, _("2. What the decisions rest on"))
    facts = [
        (_("Data:"), _("open data of VK as of {moment}, version {n}").format(
            moment=moment(results.as_of), n=results.data_version)),
        (_("Method:"), results.methodology),
        (_("Contests:"), written(len(results.contests))),
    ]  # fmt: skip
    if results.frozen:
        facts.append((_("Frozen:"), _frozen(results)))
        if results.hash:
            facts.append((_("Whole hash:"), results.hash))
    else:
        facts.append((_("Frozen:"), _("not yet, the results may change")))
    for head, words in facts:
        office.text(paper, words, after=2, bold=head)


def _frozen(results: Results) -> str:
    return _("Results frozen on {moment}, version {n}, code {code}").format(
        moment=moment(results.frozen_at or results.as_of), n=results.version, code=results.code
    )


def _contest(paper: Docx, place: int, contest: Contest, tallies: _Tallies) -> None:
    office.heading(paper, f"3.{place}. {wording.title(contest)}")
    merit = wording.merit(contest)
    qualify = ngettext("{n} qualifies", "{n} qualify", contest.entrants).format(n=contest.entrants)
    if not contest.entrants:
        qualify = _("nobody fulfils the conditions")
    what = _("Given for {merit}; {qualify}.") if merit else _("{qualify}.")
    office.text(paper, what.format(merit=merit, qualify=qualify), after=4, kept=True)
    if contest.finalists:
        rows = [_finalist(contest, at, tallies) for at in range(len(contest.finalists))]
        won = [at for at, one in enumerate(contest.finalists)
               if one.entry in contest.winners]  # fmt: skip
        heads = (_("Place"), _("Organisation"), _("What proves it"), _("Votes"))
        office.table(paper, heads, (1.4, 6.0, 7.2, 3.2), rows, bold=won)
    office.text(paper, _decided(contest), bold=_("Decided:"))
    if contest.reason:
        office.text(paper, contest.reason, bold=_("Reason:"))


def _finalist(contest: Contest, at: int, tallies: _Tallies) -> tuple[str, ...]:
    one = contest.finalists[at]
    entry = one.entry
    tally = tallies.get((contest.nomination, contest.segment, entry))
    return (str(one.place or "—"), one.name, one.proof, _votes(tally))


def _votes(tally: Tally | None) -> str:
    """«за 3, против 1»; who took no part is named."""
    if tally is None:
        return "—"
    told = _("for {ayes}, against {noes}").format(ayes=tally.ayes, noes=tally.noes)
    if tally.recused:
        told += "\n" + _("took no part: {names}").format(names=", ".join(tally.recused))
    return told


def _decided(contest: Contest) -> str:
    if not contest.winners:
        return _("the nomination is given to nobody.")
    known = {one.page_id: one.name for one in contest.finalists}
    what = _("a diploma to {whom}.") if contest.form == "diploma" else _("a letter to {whom}.")
    return what.format(whom="; ".join(known.get(one, one) for one in contest.winners))


def amount(papers: Sequence[Paper]) -> str:
    """``21 диплом, 7 благодарственных писем``."""
    forms = [one.form for one in papers]
    diplomas, letters = forms.count("diploma"), forms.count("letter")
    parts = [
        ngettext("{n} diploma", "{n} diplomas", diplomas).format(n=written(diplomas)),
        ngettext("{n} letter of thanks", "{n} letters of thanks", letters).format(
            n=written(letters)),
    ]  # fmt: skip
    return ", ".join(parts)
