"""Suggests the members of a release from its text alone, each with its reason."""

import json

from sqlmodel import Session

from app.releases.body import (
    SHORTEST,
    SUREST,
    are_near,
    derived_summary,
    first_paragraph,
    first_sentence,
    likeliest,
    to_text,
)
from app.releases.kinds import kind_of
from app.releases.sanitiser import from_text, sanitise
from app.releases.suggestions.body import without_dateline
from app.releases.suggestions.places import LONGEST_LEAD, suggest_places
from app.releases.suggestions.schemas import (
    Confidence,
    KindSuggestion,
    LanguageSuggestion,
    SuggestInput,
    Suggestions,
    SummarySuggestion,
    ThemeSuggestion,
)
from app.themes.queries import keyword_rules, list_themes
from app.themes.rules import ENOUGH
from app.themes.rules import suggest as speaking_for

# A first sentence of another length is rarely a summary.
SUMMARY_LENGTH = range(40, 401)
# Below this the detector is wrong too often to name a language at all.
LEAST_SCORE = 0.5
PLENTY = 2 * ENOUGH
# Themes and kind are told by the first 8,000 words: the time that reading takes is bounded.
READ = 50_000


def suggest(
    session: Session, given: SuggestInput, default_language: str, *, hidden: bool
) -> Suggestions:
    """Suggestions for a text; places that readers may not see yet are `hidden`.

    Reads only; three statements.
    """
    title = given.title or ""
    body_html = (
        from_text(given.body_text or "") if given.body_html is None else sanitise(given.body_html)
    )
    body = to_text(body_html)
    beginning = body[:READ]
    language = _language(f"{title}\n{body}".strip(), given.language)
    # Names are read in the language that is likely; one that is not is worse than the newsroom's.
    reading = language.value if language.confidence is not Confidence.UNSURE else given.language
    places = suggest_places(session, title, body, reading or default_language, hidden=hidden)
    if places.parsed is not None:
        body_html = without_dateline(body_html, places.parsed.before, places.parsed.raw)
        body = to_text(body_html)
        beginning = body[:READ]
    return Suggestions(
        language=language,
        dateline=places.dateline,
        body_html=body_html,
        body_text=body,
        locations=places.locations,
        themes=_themes(session, title, beginning, reading or default_language),
        summary=_summary(body),
        kind=_kind(title, beginning),
    )


def _language(text: str, given: str | None) -> LanguageSuggestion:
    seen, score = likeliest(text)
    clear = score >= SUREST and len(text) >= SHORTEST
    if given is not None:
        if clear and not are_near(seen, given):
            confidence, because = Confidence.UNSURE, f"it was given; the text reads like {seen!r}"
        else:
            confidence, because = Confidence.SURE, "it was given"
        return LanguageSuggestion(value=given, score=None, confidence=confidence, because=because)
    if score < LEAST_SCORE:
        because = "the text is too short or too mixed to tell"
        value, confidence = None, Confidence.UNSURE
    else:
        value, because = seen, "the text reads like this language"
        confidence = Confidence.SURE if clear else Confidence.LIKELY
        if score < SUREST:
            confidence, because = Confidence.UNSURE, "the text reads most like this language"
    return LanguageSuggestion(value=value, score=score, confidence=confidence, because=because)


def _themes(session: Session, title: str, body: str, language: str) -> list[ThemeSuggestion]:
    labels = {theme.id: json.loads(theme.labels) for theme in list_themes(session)}
    return [
        ThemeSuggestion(
            id=found.theme_id,
            label=_label(labels[found.theme_id], language),
            score=found.score,
            words=list(found.words),
            confidence=Confidence.LIKELY if found.score >= PLENTY else Confidence.UNSURE,
            because="keywords of the theme"
            + ("" if found.score >= PLENTY else ", just enough of them"),
        )
        for found in speaking_for(title, body, keyword_rules(session))
    ]


def _label(labels: dict[str, str], language: str) -> str:
    wanted = (language, language.partition("-")[0], "en", *labels)
    return next(labels[tag] for tag in wanted if tag in labels)


def _summary(body: str) -> SummarySuggestion | None:
    paragraph = first_paragraph(body)
    if paragraph is None:
        return None
    sentence = derived_summary(first_sentence(paragraph)) or ""
    fits = len(sentence) in SUMMARY_LENGTH
    return SummarySuggestion(
        text=sentence,
        confidence=Confidence.LIKELY if fits else Confidence.UNSURE,
        because="the first sentence of the body"
        + ("" if fits else ", which is short or long for a summary"),
    )


def _kind(title: str, body: str) -> KindSuggestion:
    paragraphs = [part[:LONGEST_LEAD] for part in body.split("\n\n") if part]
    found = kind_of(title, paragraphs, dated=False)
    by_title = found.reason.startswith("the title")
    confidence = Confidence.LIKELY if body else Confidence.UNSURE
    return KindSuggestion(
        value=found.name,
        confidence=Confidence.SURE if by_title else confidence,
        because=found.reason,
    )
