"""Organisations that the words of releases make."""

from concurrent.futures import ThreadPoolExecutor

from tests.newsroom import EDITORIAL, Newsroom


def test_two_editors_who_name_the_same_new_ones_crosswise_wait_for_no_deadlock(
    newsroom: Newsroom,
) -> None:
    def save(issuer: str, partner: str) -> int:
        words = {
            "title": "Together",
            "organisation": {"id": issuer, "name": issuer},
            "partners": [{"id": partner, "name": partner}],
        }
        return newsroom.desk.post(EDITORIAL, json=words).status_code

    for number in range(20):
        one, other = f"north-{number}", f"south-{number}"
        with ThreadPoolExecutor(2) as editors:
            answers = list(editors.map(save, (one, other), (other, one)))
        assert answers == [201, 201], number
