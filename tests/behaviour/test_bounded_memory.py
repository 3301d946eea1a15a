"""What readers send is not kept: the memory of a process stays within its bounds."""

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from app.base.settings import Settings
from tests.http.small_app import served
from tests.newsroom import Newsroom
from tests.resident_memory import resident_kilobytes
from tests.waiting import PATIENCE_SECONDS

LARGE = 60_000
TIMES = 220
# All of what is sent would take 12,000 for each parameter and header.
MOST_KILOBYTES = 6_000


@pytest.fixture
def reader(settings: Settings) -> Iterator[HTTPConnection]:
    newsroom = Newsroom(settings.model_copy(update={"ready_megabytes": 2}))
    newsroom.published(title="Clinic opens")
    with served(newsroom.app) as running:
        connection = HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE_SECONDS)
        yield connection
        connection.close()
    newsroom.close()


def status(reader: HTTPConnection, path: str, where: str, number: int) -> int:
    """The status of a request with a large text, ever another one, as a parameter or header."""
    text = f"en-{number}-".ljust(LARGE, "x")
    if where.startswith("?"):
        reader.request("GET", f"{path}{where}={text}")
    else:
        value = f'"{text}"' if where == "If-None-Match" else text
        reader.request("GET", path, headers={where: value})
    answer = reader.getresponse()
    answer.read()
    return answer.status


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/nope", "X-Large"),
        ("/v1/releases", "Accept-Language"),
        ("/v1/releases", "Accept-Encoding"),
        ("/v1/releases", "Accept"),
        ("/v1/releases", "If-None-Match"),
        ("/v1/releases", "Authorization"),
        ("/v1/releases", "?location"),
        ("/v1/releases", "?theme"),
        ("/v1/releases", "?date"),
        ("/v1/releases", "?cursor"),
        ("/v1/releases", "?nope"),
        ("/v1/themes", "?lang"),
    ],
)
def test_large_texts_of_readers_are_not_kept(reader: HTTPConnection, path: str, where: str) -> None:
    for number in range(20):
        status(reader, path, where, number)
    before = resident_kilobytes()
    statuses = {status(reader, path, where, number) for number in range(20, TIMES)}
    assert statuses <= {200, 401, 404, 406, 422}
    assert resident_kilobytes() - before < MOST_KILOBYTES


@pytest.mark.parametrize("name", ["location", "theme", "location.not", "organisation", "kind"])
def test_a_value_longer_than_any_name_is_refused(newsroom: Newsroom, name: str) -> None:
    answer = newsroom.api.get(f"/v1/releases?{name}={'x' * 201}")
    assert answer.status_code == 422
    assert {fault["parameter"] for fault in answer.json()["errors"]} == {name}
