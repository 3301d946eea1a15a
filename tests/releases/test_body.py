"""The text of a body, its summary, its pictures with their captions, and its addresses."""

import pytest

from app.releases.body import (
    Picture,
    derived_summary,
    first_paragraph,
    first_sentence,
    read_markup,
    to_text,
)
from tests.cpu_time import grows_linearly


def test_blocks_are_parted_and_list_items_get_lines() -> None:
    html = "<h2>Head</h2><p>One\n two</p><ul><li>a</li><li>b</li></ul>"
    assert to_text(html) == "Head\n\nOne two\n\na\nb"


def test_the_first_paragraph_is_one_line() -> None:
    assert first_paragraph("One\ntwo\n\nthree") == "One two"
    assert first_paragraph("") is None


def test_pictures_have_the_caption_of_their_figure() -> None:
    html = (
        '<figure><img src=" a.jpg " alt="A"><figcaption>One <b>road</b> &amp; bridge </figcaption>'
        '</figure><img src="b.jpg" alt><figure><img></figure><figcaption>stray</figcaption>'
    )
    assert read_markup(html).pictures == [
        Picture("a.jpg", "A", "One road & bridge"),
        Picture("b.jpg", ""),
        Picture("", None),
    ]


def test_an_inner_figure_has_its_own_caption() -> None:
    html = (
        "<figure><figure><img src=in><figcaption>In</figcaption></figure>"
        "<img src=out><figcaption>Out</figcaption></figure>"
    )
    assert read_markup(html).pictures == [Picture("in", None, "In"), Picture("out", None, "Out")]


def test_addresses_are_those_that_lead_or_load() -> None:
    html = (
        '<a href="/x">x</a><a name="y">y</a><img src="p.jpg" srcset="q.jpg 2x">'
        '<blockquote cite=" z "><q cite="w">q</q></blockquote><a href>e</a><a href="">f</a>'
    )
    assert read_markup(html).addresses == ["/x", "p.jpg", "z", ""]


@pytest.mark.parametrize(
    ("paragraph", "sentence"),
    [
        ("The images are unforgettable. Desperate families.", "The images are unforgettable."),
        (
            "U.S. Senator J. Smith and Dr. Lee met. They left.",
            "U.S. Senator J. Smith and Dr. Lee met.",
        ),
        ("U.S. Sens. Lee and Ray met. They left.", "U.S. Sens. Lee and Ray met."),
        ("Llegaron de EE. UU. Hoy siguen.", "Llegaron de EE. UU. Hoy siguen."),
        ("Помощь получили 5 тыс. Жителей ждут.", "Помощь получили 5 тыс. Жителей ждут."),
        ("They met at the Museum of Art. It rained.", "They met at the Museum of Art."),
        ("It cost 2.5 million. More follows.", "It cost 2.5 million."),
        ("“Go!” she said. He went.", "“Go!” she said."),
        ("Am 3. Mai kam Hilfe. Sie blieb.", "Am 3. Mai kam Hilfe."),
        ("The toll rose to 14. May it end.", "The toll rose to 14."),
        ("No stop at all", "No stop at all"),
        ("افتتح المركز اليوم. حضر الوزير.", "افتتح المركز اليوم."),
        ("救援物资已经抵达。第二批将于周五出发。", "救援物资已经抵达。"),
    ],
)
def test_first_sentence_ends_at_its_own_stop(paragraph: str, sentence: str) -> None:
    assert first_sentence(paragraph) == sentence


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>The toll is <del>12</del><ins>14</ins>.</p>", "The toll is 14."),
        ("<p>Open <del>Monday </del>Tuesday</p>", "Open Tuesday"),
        ("<p>Price <s>100</s> 90</p>", "Price 90"),
        ("<p>12<del>13</del>14 and Mon<del>s</del>day</p>", "12 14 and Monday"),
        ("<p>10<sup>6</sup> tonnes, 12,500<sup>3</sup> people</p>", "10⁶ tonnes, 12,500³ people"),
        ("<p>10<sup>-6</sup> m<sup>2</sup> 2<sup>nd</sup></p>", "10⁻⁶ m² 2nd"),
        ("<p>5<sup>1</sup>/<sub>2</sub>, H<sub>2</sub>O</p>", "5¹/₂, H₂O"),
        ("<p>10<sup><b>6</b></sup> 10<sup>٦</sup></p>", "10⁶ 10⁶"),
        ("<p>He said <q>go</q>.</p>", "He said “go”."),
        ("<ruby>漢<rp>[</rp><rt>kan</rt><rp>]</rp></ruby>", "漢 (kan)"),
        ("<h2>Clinic opens</h2>Ankara staff", "Clinic opens\n\nAnkara staff"),
        ("<ul><li>5</li>12 <li>a<ul><li>b</li></ul></li></ul>", "5\n12\na\n\nb"),
        ("<dl><dt>5</dt><dd>12</dd>3</dl>", "5\n12\n3"),
    ],
)
def test_no_figure_of_the_text_reads_as_another(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("paragraph", "sentence"),
    [
        ("क्लिनिक खुला। यह पास है।", "क्लिनिक खुला।"),
        ("کلینک کھل گیا۔ یہ قریب ہے۔", "کلینک کھل گیا۔"),
        ("Կլինիկան բացվեց։ Այն մոտ է։", "Կլինիկան բացվեց։"),
        ("ክሊኒኩ ተከፈተ። ቅርብ ነው።", "ክሊኒኩ ተከፈተ።"),
        ("ক্লিনিক খোলা। এটি কাছে।", "ক্লিনিক খোলা।"),
        ("ဆေးခန်းဖွင့်။ နီးသည်။", "ဆေးခန်းဖွင့်။"),
        ("គ្លីនិកបើក។ វានៅជិត។", "គ្លីនិកបើក។"),
        ("Άνοιξε η κλινική; Είναι κοντά.", "Άνοιξε η κλινική;"),
        ("एकम्॥ द्वे॥", "एकम्॥"),
        ("Doses; Ankara follows.", "Doses; Ankara follows."),
    ],
)
def test_sentences_end_in_every_script(paragraph: str, sentence: str) -> None:
    assert first_sentence(paragraph) == sentence


def test_a_short_first_paragraph_is_the_summary() -> None:
    assert derived_summary("One. Two\nthree.\n\nfour") == "One. Two three."
    assert derived_summary("") is None


@pytest.mark.parametrize(
    "text",
    ["word " * 20_000, "a" * 100_000, "\n".join(["a line"] * 2_000), "ก" * 1_000, "👩‍🚀" * 500],
)
def test_a_summary_without_sentences_is_cut_between_two_words(text: str) -> None:
    summary = derived_summary(text) or ""
    assert len(summary) <= 300
    assert summary.endswith("…")
    assert text.replace("\n", " ").startswith(summary[:-1])
    assert summary[-2] not in "\u200d "


def test_a_long_first_paragraph_keeps_whole_sentences() -> None:
    sentence = "It was said that the clinic in the old town opens again in the coming week. "
    assert derived_summary(sentence * 20) == (sentence * 3).strip()


def test_a_million_abbreviations_are_read_in_linear_time() -> None:
    assert grows_linearly(first_sentence, "a. " * 300_000)
