"""When the person of a page was last seen, as far as records say: the only place of a page that answers it.

Which records say so is `page.sighting` of the vocabulary; the sentences are in `wording/contact_page.py`. A record that is not
there is never taken for a sight that did not happen: it is "not recorded".
"""

from __future__ import annotations

from ..features.seen import Seen, date_of
from ..wording import contact_page as wording
from ..wording.sentences import british_date
from .record import Record, Sources, own_records


def last_sight(record: Record, sources: Sources, hub: bool = False) -> Seen:
    """Return the latest of a person's own records, the day's contact included, that says that they were seen: one, or none.

    Parameters
    ----------
    hub : whether to look at nothing but what had reached the hub.
    """
    sighting = sources.vocabulary.page.sighting
    found = own_records(record, sighting.any_of if sighting else [], sources)
    found = found.take(found.in_hub) if hub else found
    return found.take(slice(-1, None))


def last_seen_date(record: Record, sources: Sources) -> str:
    """Return the date on which a person was last recorded as seen, in words; or that none is recorded."""
    found = last_sight(record, sources)
    return british_date(date_of(found["event_date"][0])) if len(found) else wording.NOT_RECORDED


def last_seen(record: Record, sources: Sources) -> str:
    """Return the date, with what says so and whose record it is; and what the hub could read, where that differs."""
    found = last_sight(record, sources)
    if not len(found):
        return wording.NOT_RECORDED
    says = wording.LAST_SEEN.format(
        date=last_seen_date(record, sources), record=_kind(found, sources), agency=_agency(found, sources)
    )
    if found.in_hub[0] or found["source"][0] not in sources.dates_kept_apart:
        return says
    shared, hub = last_sight(record, sources, hub=True), sources.vocabulary.nouns.hub
    if not len(shared):
        return f"{says}. {wording.SEEN_HUB_NEVER.format(hub=hub)}"
    return f"{says}. {wording.SEEN_HUB.format(hub=hub, date=british_date(date_of(shared['event_date'][0])))}"


def _kind(found: Seen, sources: Sources) -> str:
    """Return what kind of record says so: its type, or its codes where these say it and the column `seen` does not."""
    codes = sources.codes_of.get(found["event_id"][0], [])
    kind: str = sources.vocabulary.event_types[found["event_type"][0]].says
    return kind if found["seen"][0] is not None or not codes else ", ".join(codes)


def _agency(found: Seen, sources: Sources) -> str:
    return sources.vocabulary.words["agency"][found["agency"][0]]
