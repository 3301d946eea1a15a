"""The dateline is taken off a body, and nothing else."""

import pytest

from app.releases.suggestions.body import without_dateline


@pytest.mark.parametrize(
    ("body", "before", "dateline", "left"),
    [
        ("<p>Edirne – Blankets came.</p>", "", "Edirne – ", "<p>Blankets came.</p>"),
        (
            "<p><strong>Edirne, Türkiye</strong> – Blankets <em>came</em>.</p>",
            "",
            "Edirne, Türkiye – ",
            "<p>Blankets <em>came</em>.</p>",
        ),
        ("<p><b>Edirne – </b>Blankets.</p>", "", "Edirne – ", "<p>Blankets.</p>"),
        ("<p><b>Edirne</b> – <i>New</i> day.</p>", "", "Edirne – ", "<p><i>New</i> day.</p>"),
        ("<p>A &amp; B – Cold &lt; 5.</p>", "", "A & B – ", "<p>Cold &lt; 5.</p>"),
        (
            '<h2>Aid</h2><p>Edirne – Go <a href="https://a.example/x?a=1&amp;b=2">on</a>.</p>',
            "Aid",
            "Edirne – ",
            '<h2>Aid</h2><p>Go <a href="https://a.example/x?a=1&amp;b=2">on</a>.</p>',
        ),
        ("<p>Edirne –</p><p>Blankets came.</p>", "", "Edirne – ", "<p>Blankets came.</p>"),
        ("<p>Something else.</p>", "", "Edirne – ", "<p>Something else.</p>"),
        ("<b><p>Edirne – Go.</p></b>", "", "Edirne – ", "<b><p>Go.</p></b>"),
        (
            '<a href="/x"><table><tbody><tr><td>Edirne – Go.</td></tr></tbody></table></a>',
            "",
            "Edirne – ",
            '<a href="/x"><table><tbody><tr><td>Go.</td></tr></tbody></table></a>',
        ),
        ("<div>\n<p><i>Edirne</i> –</p></div>\n<p>Go.</p>", "", "Edirne – ", "<p>Go.</p>"),
        (
            "<h2>Aid</h2>\n<p><span></span>Edirne – Go&nbsp;on.</p>",
            "Aid",
            "Edirne – ",
            "<h2>Aid</h2><p><span></span>Go&nbsp;on.</p>",
        ),
    ],
)
def test_the_dateline_goes_and_markup_stays(
    body: str, before: str, dateline: str, left: str
) -> None:
    assert without_dateline(body, before, dateline) == left


def test_nothing_after_the_dateline_is_lost_however_deep() -> None:
    rest = "<div>" * 99 + "deep" + "</div>" * 99 + "<p>after</p>"
    assert without_dateline(f"<p>Edirne – Go.</p>{rest}", "", "Edirne – ") == f"<p>Go.</p>{rest}"
