"""The catalogue as documentation: each indicator with events, measures, sentences, question and source."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ..chronology.vocabulary import Vocabulary
from ..pages.render import page
from ..pages.tables import markdown_table
from ..wording.sentences import Figure, field_values, figures_in, fill, window_words
from .catalogue import THIS_CONTACT, Catalogue, Feature, Indicator, window_days
from .measures import FIELDS, MEASURES
from .selection import WORD_LISTS, Selection

_DIRECTIONS = {"increases": "more can only raise the score", "unconstrained": "free"}
_SHOWN = 3  # the number with which sentences are shown


@dataclass(frozen=True)
class Described:
    """One indicator in words. `measures`: what is measured, how it may change the score, and over which windows."""

    name: str
    means: str
    events: list[str]
    measures: list[tuple[str, str, str]]
    sentences: list[str]
    ask: str | None
    why: str | None
    seed: str | None


def describe(catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, list[Described]]:
    """Return every indicator in words, by theme, in the order of the catalogue."""
    by_theme: dict[str, list[Described]] = {theme: [] for theme in catalogue.themes}
    for name, entry in catalogue.indicators.items():
        features = [feature for feature in catalogue.features if feature.indicator == name]
        by_theme[entry.theme].append(
            Described(
                name=name,
                means=entry.means,
                events=conditions(entry.events, vocabulary) if entry.events else [],
                measures=_measures(features, vocabulary),
                sentences=examples(entry, _SHOWN, vocabulary.nouns.point),
                ask=entry.ask,
                why=entry.why,
                seed=entry.seed,
            )
        )
    return by_theme


def conditions(chosen: Selection, vocabulary: Vocabulary) -> list[str]:
    """Return the conditions of a selection in the words of the vocabulary, one line each."""
    kinds = [vocabulary.event_types[kind].says for kind in chosen.type]
    lines = [_any(kinds) or f"any record that is itself a {vocabulary.nouns.concern}"]
    for key, words in WORD_LISTS.items():
        if chosen_words := getattr(chosen, key):
            lines.append(f"{key.replace('_', ' ')}: {_any([vocabulary.words[words][word] for word in chosen_words])}")
    if chosen.code:
        lines.append(f"about: {_any([_code(code, chosen, vocabulary) for code in chosen.code])}")
    if chosen.value_at_least is not None:
        lines.append(f"value: at least {chosen.value_at_least:g}")
    if chosen.value_at_most is not None:
        lines.append(f"value: at most {chosen.value_at_most:g}")
    if getattr(chosen, "about", "child") == "siblings":
        lines.append(f"about other {vocabulary.nouns.people} in the household")
    if getattr(chosen, "unshared", False):
        lines.append(f"known to {vocabulary.nouns.partners}, and not yet to the {vocabulary.nouns.hub}")
    return lines


def _any(words: list[str]) -> str:
    """Return "a, b or c"."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _code(code: str, chosen: Selection, vocabulary: Vocabulary) -> str:
    """Return a code in the words of the lists of the event types, or of the first list that has it."""
    own = [vocabulary.event_types[kind].codes for kind in chosen.type]
    lists = [vocabulary.codes[name] for name in (*own, *vocabulary.codes) if name in vocabulary.codes]
    return next(words[code] for words in lists if code in words)


def _measures(features: list[Feature], vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """Return what is measured, its direction in words and its windows: one row a measure."""
    windows: dict[tuple[str, str], list[str]] = {}
    for feature in features:
        measured = " ".join([feature.measure.replace("_", " "), *([feature.of] if feature.of else [])])
        windows.setdefault((measured, _DIRECTIONS[feature.direction]), []).append(_window(feature.window, vocabulary))
    return [(measure, direction, ", ".join(filter(None, spans))) for (measure, direction), spans in windows.items()]


def _window(window: str, vocabulary: Vocabulary) -> str:
    if window == THIS_CONTACT:
        return f"this {vocabulary.nouns.point}"
    return window_words(window_days(window)) if window else ""


def examples(entry: Indicator, number: int, point: str) -> list[str]:
    """Return the sentences of an entry, with every figure as `number`: with events, and without."""
    when = f"in the {window_words(window_days(entry.quoted_window))} before this {point}" if entry.windows else ""
    sentences = [(entry.says, number), (entry.says_none, 0)]
    return [f"{fill(text, **_values(text, count), when=when)}." for text, count in sentences if text]


def _values(sentence: str, number: int) -> dict[str, object]:
    day = dt.date(2023, 10, 3)
    examples: dict[str, Figure] = {"count": number, "date": day, "number": float(number), "course": ((day, float(number)),)}
    return field_values({figure: examples[FIELDS[figure]] for figure in figures_in(sentence) - {"when"}})


def citations(seed: str) -> list[tuple[str, str]]:
    """Return what a seed cites, as (document, section): "002 2.2, 3.6: why; 3.7; 004" are four, the last without a section.

    A part without a number of three digits belongs to the document before it; text after a colon is a remark.
    """
    cited, document = [], ""
    for part in seed.split(";"):
        named = re.match(r"\s*(\d{3}\b)?\s*([^:]*)", part)
        assert named  # an empty part matches too
        document, heading = named[1] or document, named[2].strip()
        numbers = re.findall(r"\d+\.\d+[a-z]?", heading)
        cited += [(document, section) for section in numbers or heading.split(", ")]
    return list(dict.fromkeys(cited))


def by_source(catalogue: Catalogue) -> list[tuple[str, list[str]]]:
    """Return the indicators that cite each section of a source document, by document and section."""
    citing: dict[tuple[str, str], list[str]] = {}
    for name, entry in catalogue.indicators.items():
        for section in citations(entry.seed) if entry.seed else []:
            citing.setdefault(section, []).append(name)
    return [(" ".join(filter(None, section)), citing[section]) for section in sorted(citing)]


def as_html(catalogue: Catalogue, vocabulary: Vocabulary) -> str:
    """Return the catalogue as one HTML page."""
    return page(
        "catalogue.html",
        synthetic="",
        edition="",
        home="",
        words=vocabulary.nouns,
        themes=describe(catalogue, vocabulary),
        sources=by_source(catalogue),
        measures={kind: MEASURES[kind] for kind in kinds_used(catalogue)},
        features=len(catalogue.features),
    )


def as_markdown(catalogue: Catalogue, vocabulary: Vocabulary) -> str:
    """Return the catalogue as one Markdown file."""
    parts = [
        "# The indicators",
        f"{len(catalogue.indicators)} indicators, {len(catalogue.features)} features. Made by `neglect-triage catalogue`.",
    ]
    for theme, entries in describe(catalogue, vocabulary).items():
        parts += [f"## {theme[:1].upper()}{theme[1:]}", *(_entry(entry) for entry in entries)]
    definitions = [
        [f"`{kind}`", MEASURES[kind].means, MEASURES[kind].unit, MEASURES[kind].none] for kind in kinds_used(catalogue)
    ]
    parts += ["## Measures", markdown_table(["measure", "what it is", "unit", "where there is no event"], definitions)]
    if sources := by_source(catalogue):
        rows = [[place, ", ".join(f"`{name}`" for name in names)] for place, names in sources]
        parts += ["## By source", markdown_table(["source", "indicators"], rows)]
    return "\n\n".join(parts) + "\n"


def _entry(entry: Described) -> str:
    lines = [f"### {entry.means}", "", f"- name: `{entry.name}`"]
    lines += [f"- events: {'; '.join(entry.events)}"] * bool(entry.events)
    lines += [f"- {measure}{f', {spans}' * bool(spans)}: {direction}" for measure, direction, spans in entry.measures]
    lines += [f"- says: {sentence}" for sentence in entry.sentences]
    rest = {"asks": entry.ask, "left free because": entry.why, "source": entry.seed}
    return "\n".join([*lines, *(f"- {label}: {text}" for label, text in rest.items() if text)])


def kinds_used(catalogue: Catalogue) -> list[str]:
    """Return the measures that a catalogue uses, in the order of their definitions."""
    used = {feature.measure for feature in catalogue.features}
    return [kind for kind in MEASURES if kind in used]
