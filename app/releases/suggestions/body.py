"""A body without the dateline that stands at its head, its markup kept. Pure."""

from collections.abc import Iterable
from html import escape

from app.base.html_tokens import EndTag, StartTag, Token, tokens_of
from app.releases.sanitiser import sanitise


def without_dateline(body_html: str, before: str, dateline: str) -> str:
    """`body_html` (sanitised) without the words `dateline`, which come after the words `before`.

    Both are as `body.to_text` has them; blanks do not count. An element that is left empty goes.
    The body comes back as it was when the words are not where they should be.
    """
    tokens = tokens_of(body_html)
    text = "".join(token for token in tokens if isinstance(token, str))
    skipped, taken = _letters(before), _letters(dateline)
    if not _letters(text).startswith(skipped + taken):
        return body_html
    kept = _cut(tokens, len(skipped), len(taken))
    return sanitise("".join(_source(token) for token in kept))


def _letters(text: str) -> str:
    return "".join(text.split())


def _cut(tokens: Iterable[Token], skip: int, take: int) -> list[Token]:
    """`tokens` with `take` letters less after the first `skip`, and without what that empties."""
    kept: list[Token] = []
    is_over = False
    for token in tokens:
        if is_over:
            kept.append(token)
        elif isinstance(token, str):
            left, skip, take = _without(token, skip, take)
            kept.append(left)
            is_over = take == 0 and bool(left.strip())
        elif isinstance(token, StartTag) or not _drop_empty(kept, token):
            kept.append(token)
    return kept


def _drop_empty(kept: list[Token], end: EndTag) -> bool:
    """Take the element that `end` closes out of `kept` if nothing but emptied text is in it."""
    at = len(kept)
    while at and kept[at - 1] == "":
        at -= 1
    start = kept[at - 1] if 0 < at < len(kept) else None
    if not isinstance(start, StartTag) or start.tag != end.tag:
        return False
    # The element around it has been emptied of something, too.
    kept[at - 1 :] = [""]
    return True


def _source(token: Token) -> str:
    if isinstance(token, str):
        return escape(token, quote=False)
    return token.written if isinstance(token, StartTag) else f"</{token.tag}>"


def _without(text: str, skip: int, take: int) -> tuple[str, int, int]:
    """`text` with `take` letters less after the first `skip`; what is still to skip and to take."""
    kept = ""
    for at, char in enumerate(text):
        if skip == 0 and take == 0:
            return kept + text[at:].lstrip(), 0, 0
        if char.isspace():
            kept += char if skip else ""
        elif skip:
            skip -= 1
            kept += char
        else:
            take -= 1
    return kept, skip, take
