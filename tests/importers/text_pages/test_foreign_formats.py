"""What is no page of text is refused with a reason."""

from pathlib import Path

import pytest

from app.importers.loading.run import import_page_bytes
from app.importers.loading.sample import SAMPLE
from app.importers.loading.writing import PageSource
from app.importers.text_pages.bytes import NotText, check_text
from tests.cpu_time import grows_linearly
from tests.importers.pages import MORE, TEXT
from tests.newsroom import EDITORIAL, Newsroom, checked

TEXT_1 = Path(__file__).parents[2] / "data" / "text-1"
PROGRAM = """import os

def main() -> None:
    names = {key: value for key, value in os.environ.items()}
    print(f"{len(names)} names, first {names['a']}")
    for name in sorted(names, key=len):
        print(f"{name} = {names[name]}")
"""
FILES = [
    ('{"version": "https://jsonfeed.org/version/1", "items": []}', "JSON"),
    ('[\n  {\n    "title": "Clinic opens"\n  }\n]', "JSON"),
    ('{"a": 1}\n{"a": 2}\n', "JSON"),
    ("[1, 2, 3]", "JSON"),
    ('{\n  "title": "cut off', "JSON"),
    ('<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>', "an RSS feed"),
    ('<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title></feed>', "an Atom feed"),
    ('<?xml version="1.0"?><rdf:RDF></rdf:RDF>', "an RDF feed"),
    ("<?xml version='1.0'?><newsItem/>", "XML"),
    ("<!DOCTYPE html>\n<html><body><h1>News</h1></body></html>", "HTML"),
    ("\n\n  <div class='news'>\n<h2>Clinic opens</h2></div>", "HTML"),
    (f"Clinic opens\n<p>{TEXT}</p>\n<p>{MORE}</p>", "HTML"),
    ("---\ntitle: Clinic opens\ndate: 2020-03-05\n---\n\n" + TEXT, "a post with front matter"),
    ("---\ntitle: >-\n  Clinic\n  opens\n---\n\n" + TEXT, "a post with front matter"),
    ('+++\ntitle = "Clinic"\n+++\n' + TEXT, "a post with front matter"),
    ("title: Clinic\ndate: 2020-03-05\nbody: |\n  Text.\n", "YAML or a file of settings"),
    ("id,title,date\n1,Clinic,2020\n2,School,2021\n3,Road,2022\n", "a table (CSV)"),
    ("id\ttitle\n1\tClinic opens\n2\tSchool opens\n", "a table (CSV)"),
    ("Received: from a\nMIME-Version: 1.0\nSubject: Clinic\n\n" + TEXT, "an e-mail"),
    ("BEGIN:VCALENDAR\nVERSION:2.0\n", "a calendar or an address card"),
    ("{\\rtf1\\ansi Clinic opens}", "a document in RTF"),
    ("%PDF-1.7\n1 0 obj", "a PDF document"),
    ("#!/bin/sh\necho Clinic\n", "a program"),
    (PROGRAM, "a program or a style sheet"),
    ("body {\n  color: red;\n}\n.news {\n  color: blue;\n}\n", "a program or a style sheet"),
    ("QUJD" * 200, "encoded data"),
    ("2020-03-05T10:00:00Z started\n" * 9, "a log"),
]


@pytest.mark.parametrize(
    ("page", "name"), FILES, ids=[f"{n}-{i}" for i, (_, n) in enumerate(FILES)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_such_a_file_is_refused_by_its_name(page: str, name: str, encoding: str) -> None:
    if name.endswith(("PDF document", "RTF", "a program")) and encoding != "utf-8":
        return
    with pytest.raises(NotText, match="`import page` reads a press page") as refused:
        check_text(page.encode(encoding))
    assert f"This is {name}." in str(refused.value)


@pytest.mark.parametrize("data", [b"", b" \n\n", b"---\n***\n", b"12 34\n", b"\x89PNG\r\n\x00\x00"])
def test_a_file_without_words_is_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        check_text(data)


@pytest.mark.parametrize(
    "page",
    [
        f"{{Draft}} Clinic opens\n\n{TEXT}",
        f"[Press release]\n\nClinic opens\n\n{TEXT}",
        f"<Clinic opens>\n\n{TEXT}",
        f"---\n\nClinic opens\n\n{TEXT}\n\n---\n\nSchool opens\n\n{MORE}",
        f"WHAT: a visit\nWHEN: Friday\nWHERE: Geneva\n\nClinic opens\n\n{TEXT}",
        f"Contact: Jane Doe\nTel: 1234\n\nClinic opens\n\n{TEXT}",
        "Floods, fires, storms\nHelp, food, tents\nWater, roads, schools",
        f"Whereas one thing;\n\nwhereas another thing;\n\nbe it said;\n\n{TEXT}",
        "诊所在边境附近开放" * 100,
    ],
)
def test_a_page_that_begins_like_one_is_read(page: str) -> None:
    check_text(page.encode())


def test_pages_of_the_tests_are_read() -> None:
    for file in (SAMPLE, *TEXT_1.glob("*.txt")):
        check_text(file.read_bytes())


def test_nothing_is_imported_from_a_file_that_is_refused(newsroom: Newsroom) -> None:
    for page, _name in FILES[:12]:
        with pytest.raises(NotText):
            import_page_bytes(newsroom.settings, page.encode(), PageSource(), publish=True)
    assert checked(newsroom.desk.get(EDITORIAL), 200)["meta"]["total"] == 0


def test_a_page_without_any_release_is_told(newsroom: Newsroom) -> None:
    report = import_page_bytes(newsroom.settings, b"18 December 2019", PageSource())
    assert report.incomplete
    assert "no release was found" in report.as_text()


@pytest.mark.parametrize("text", ["<a " * 40_000, "{" * 90_000, "a: b\n" * 20_000, '"' * 90_000])
def test_strange_files_are_looked_at_in_linear_time(text: str) -> None:
    def look(text: str) -> None:
        try:
            check_text(text.encode())
        except NotText:
            return

    assert grows_linearly(look, text)
