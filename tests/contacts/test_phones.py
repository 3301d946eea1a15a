"""Numbers as press offices print them, read with and without a country."""

import pytest

from app.contacts.phones import country_of, read_phone


@pytest.mark.parametrize(
    ("printed", "country", "uri", "international"),
    [
        ("+41 22 717 91 11", None, "tel:+41227179111", "+41 22 717 91 11"),
        ("+41.22.717.91.11", "TR", "tel:+41227179111", "+41 22 717 91 11"),
        ("00 41 22 717 91 11", None, "tel:+41227179111", "+41 22 717 91 11"),
        ("0041 22 717 91 11", "US", "tel:+41227179111", "+41 22 717 91 11"),
        ("022 717 91 11", "CH", "tel:+41227179111", "+41 22 717 91 11"),
        ("(0312) 454 11 00", "TR", "tel:+903124541100", "+90 312 454 11 00"),
        ("+44 (0)20 7946 0018", None, "tel:+442079460018", "+44 20 7946 0018"),
        ("202-296-4129", "US", "tel:+12022964129", "+1 202 296 4129"),
        ("(202) 296-4129 x22", "US", "tel:+12022964129;ext=22", "+1 202 296 4129 ext. 22"),
        ("+1 202 296 4129, ext. 007", None, "tel:+12022964129;ext=007", "+1 202 296 4129 ext. 007"),
        ("+39 06 6982", None, "tel:+39066982", "+39 06 6982"),
        ("٠٢٢ ٧١٧ ٩١ ١١", "CH", "tel:+41227179111", "+41 22 717 91 11"),
    ],
)
def test_a_printed_number_is_read(
    printed: str, country: str | None, uri: str, international: str
) -> None:
    read = read_phone(printed, country)
    assert read is not None
    assert (read.uri, read.international) == (uri, international)


@pytest.mark.parametrize(
    ("printed", "country"),
    [
        ("022 717 91 11", None),
        ("224-3121", "US"),
        ("112", "TR"),
        ("+90 1", None),
        ("+999 22 717 91 11", None),
        ("ext. 22", "CH"),
        ("press desk", "CH"),
        ("+" * 60, None),
        ("1" * 60, "US"),
    ],
)
def test_what_is_no_whole_number_is_not_read(printed: str, country: str | None) -> None:
    assert read_phone(printed, country) is None


def test_what_was_shown_reads_as_the_same_number() -> None:
    read = read_phone("0312 454 11 00 ext. 5", "TR")
    assert read is not None
    assert read_phone(read.international) == read_phone(read.uri) == read


def test_a_number_tells_its_country() -> None:
    assert country_of("tel:+903124541100;ext=5") == "TR"
    assert [country_of(text) for text in ("tel:112", "", "tel:+80012345678")] == [None] * 3
