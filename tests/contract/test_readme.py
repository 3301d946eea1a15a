"""What README.md shows is what a newcomer gets: its reading commands run, their output compared."""

import json
import re
from typing import Any

import pytest

from app.base.settings import Settings
from app.importers.loading.sample import load_sample
from app.main import create_app, prepare
from tests.client import Client
from tests.contract.sources import TOP

SERVER = "http://127.0.0.1:8000"
SHOWN = re.compile(
    rf"^\$ curl -s '{re.escape(SERVER)}([^']+)' \| python3 -m json\.tool --no-ensure-ascii\n"
    r"(\{\n.*?\n\})\n```$",
    re.MULTILINE | re.DOTALL,
)
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
README = (TOP / "README.md").read_text(encoding="utf-8")
EXAMPLES = SHOWN.findall(README)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """The app as `make serve` sets it up."""
    path = tmp_path_factory.mktemp("readme") / "dateline.db"
    settings = Settings(database_url=f"sqlite:///{path}")
    prepare(settings)
    load_sample(settings)
    return Client(create_app(settings))


def _without_ids(text: str) -> Any:
    return json.loads(ID.sub("ID", text))


def test_there_is_something_to_compare() -> None:
    assert len(EXAMPLES) == README.count("| python3 -m json.tool") > 0


@pytest.mark.parametrize(("address", "shown"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_output_is_real(client: Client, address: str, shown: str) -> None:
    assert _without_ids(client.get(address).text) == _without_ids(shown)
