"""What the board's page takes from a run besides what other documents do: one comparison, and one gap."""

from __future__ import annotations

from ...fairness.summary import in_brief, names_of
from ...models.comparators.logistic import LOGISTIC
from ...models.comparators.prevalence import PREVALENCE
from ...models.comparators.prior_contacts import PRIOR_CONTACTS
from ...models.design_checks import POLICY
from ...models.evaluation.operating_points import operating_points
from ...models.evaluation.scores import MODEL, RULE
from ...pages.tables import Table
from ...report.index_page import simpler_methods
from ...report.methods import method_name
from ...wording import board as wording
from ...wording.estimates import in_100
from ...wording.operating_points import shown_count
from .content import points_of
from .facts import RunFacts

COMPARED = (MODEL, LOGISTIC, RULE, PRIOR_CONTACTS, PREVALENCE)


def board_lines(facts: RunFacts) -> dict[str, list[str]]:
    """Return lists of sentences, by the name under which the board's page asks for them."""
    nouns = facts.vocabulary.nouns
    return {
        "gap_in_brief": in_brief(facts.audit, names_of(facts.vocabulary)) if facts.audit else [],
        "simpler": simpler_methods(facts.evaluation, facts.vocabulary),
        "decided": facts.decided,
        "not_for": points_of("model_card", "not-for", nouns),
        "not_known": points_of("model_card", "not-known", nouns) + _policy(facts),
    }


def _policy(facts: RunFacts) -> list[str]:
    """Return in a sentence where a change of policy keeps the test from telling how the model does now; else nothing."""
    check = next(check for check in facts.design if check["name"] == POLICY)
    return [wording.POLICY[check["verdict"]].format(evidence=check["evidence"])] if check["verdict"] in wording.POLICY else []


def compared(facts: RunFacts) -> list[Table]:
    """Return what each way of choosing finds at the hub's weekly capacity; nothing where too few tell."""
    point = next(iter(operating_points(facts.evaluation)), None)
    if point is None:
        return []
    nouns = facts.vocabulary.nouns
    words = nouns.model_dump()
    followed = "" if point.followed is None else wording.FOLLOWED.format(followed=shown_count(point.followed))
    looked_at, of = shown_count(point.looked_at), f"{shown_count(point.of)} {nouns.points}"
    caption = wording.COMPARED.format(
        name=point.name(words), means=point.means(words), looked_at=looked_at, of=of, followed=followed
    )
    names = {PREVALENCE: wording.NO_ORDER.format(per_week=point.per_week)}
    rows = [
        [names.get(way) or method_name(way, nouns), *(in_100(point.ways[way][figure]) for figure in ("precision", "recall"))]
        for way in COMPARED
        if way in point.ways
    ]
    return [Table(caption, list(wording.COLUMNS), rows)]
