"""A preview as a small HTML page, for the people who are asked to look at it."""

from html import escape

from app.base.language import direction
from app.formats.addresses import absolute
from app.formats.xml import clean
from app.http.page_policy import page_policy
from app.releases.previews.links import PreviewRelease

_STYLE = (
    "body{max-width:40em;margin:2em auto;padding:0 1em;font:1.1em/1.5 serif}"
    "aside{font-family:sans-serif;background:#fe8;padding:.5em 1em}img{max-width:100%}"
)
POLICY = page_policy(_STYLE, pictures=True)


def page_of(preview: PreviewRelease, base_url: str) -> str:
    """The page. The body is HTML that was sanitised when it was saved; all else is escaped.

    Addresses in the body are relative to that of the release, as everywhere.
    """
    until = preview.expires_at.strftime("%Y-%m-%d %H:%M UTC")
    title = _escaped(preview.title)
    parts = [
        f"<h1>{title}</h1>",
        f"<p><strong>{_escaped(preview.subtitle)}</strong></p>" if preview.subtitle else "",
        f"<p><em>{_escaped(preview.summary)}</em></p>"
        if preview.summary and not preview.summary_derived
        else "",
        f'<p dir="auto">{_escaped(preview.dateline.text)}</p>' if preview.dateline else "",
        absolute(clean(preview.body_html), f"{base_url}/v1/releases/{preview.id}"),
    ]
    return (
        f'<!DOCTYPE html><html lang="{preview.language}" dir="{direction(preview.language)}"><head>'
        '<meta charset="utf-8"><meta name="robots" content="noindex, nofollow">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Preview: {title}</title><style>{_STYLE}</style></head>"
        f'<body><aside lang="en" dir="ltr">Preview of revision {preview.revision}. Not public; not'
        f" for publication. This link ends {until}.</aside>"
        f"<main>{''.join(parts)}</main></body></html>"
    )


def _escaped(text: str) -> str:
    return escape(clean(text))
