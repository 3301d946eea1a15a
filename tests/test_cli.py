"""The command line, as an operator uses it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.importers.loading.sample import SAMPLE
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom

TERMINAL = CliRunner()


@pytest.fixture
def run(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`dateline` with the newsroom's database."""
    monkeypatch.setenv("DATELINE_DATABASE_URL", newsroom.settings.database_url)

    def call(*words: str, exit_code: int = 0) -> Result:
        result = TERMINAL.invoke(app, words)
        assert result.exit_code == exit_code, result.output
        return result

    return call


def test_a_key_stands_alone_on_the_last_line_and_works(newsroom: Newsroom, run: Any) -> None:
    output = run("keys", "create", "--name", "X", "--scope", "write", "--scope", "publish").output
    key = output.splitlines()[-1]
    answer = Client(newsroom.app, Authorization=f"Bearer {key}").post(
        EDITORIAL, json={"title": "T"}
    )
    assert answer.status_code == 201


def test_an_unknown_scope_is_refused_with_the_known_ones(run: Any) -> None:
    output = run("keys", "create", "--name", "X", "--scope", "wirte", exit_code=1).output
    assert "write" in output


def test_a_key_of_one_organisation_names_one_that_there_is(newsroom: Newsroom, run: Any) -> None:
    newsroom.draft(organisation={"name": "Relief Network"})
    create = ("keys", "create", "--name", "X", "--scope", "write", "--organisation")
    assert "did you mean relief-network?" in run(*create, "relief-netwrk", exit_code=1).output
    assert "No organisation" in run(*create, "zzz", exit_code=1).output
    key = run(*create, "relief-network").output.splitlines()[-1]
    caller = Client(newsroom.app, Authorization=f"Bearer {key}")
    made = caller.post(EDITORIAL, json={"title": "T"}).json()
    assert made["organisation"] == {"id": "relief-network", "name": "Relief Network"}


def test_a_revoked_key_fails_at_the_next_request(newsroom: Newsroom, run: Any) -> None:
    key = run("keys", "create", "--name", "doomed", "--scope", "read").output.splitlines()[-1]
    caller = Client(newsroom.app, Authorization=f"Bearer {key}")
    assert caller.get(EDITORIAL).status_code == 200
    line = next(line for line in run("keys", "list").output.splitlines() if "doomed" in line)
    assert key not in line
    run("keys", "revoke", line.split()[0])
    assert caller.get(EDITORIAL).status_code == 401
    assert "revoked" in run("keys", "list").output


def test_revoking_an_unknown_key_says_so(run: Any) -> None:
    unknown = "01a210b6-5430-72ec-bd19-21f4fd2f8700"
    assert "no such" in run("keys", "revoke", unknown, exit_code=1).output


def test_a_page_is_imported_and_published(newsroom: Newsroom, run: Any) -> None:
    output = run("import", "page", str(SAMPLE), "--publish", "--organisation", "IOM").output
    assert output.splitlines()[-1] == "8 created"
    assert len(newsroom.public_ids()) == 8


def test_a_missing_file_is_told(run: Any) -> None:
    assert "no file" in run("import", "page", "nowhere.txt", exit_code=1).output


def test_a_file_that_is_no_text_is_refused(newsroom: Newsroom, run: Any) -> None:
    assert "not a text file" in run("import", "page", sys.executable, exit_code=1).output
    assert newsroom.desk.get(EDITORIAL).json()["meta"]["total"] == 0


def test_what_is_lost_is_told_by_the_exit_code(run: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(SAMPLE.read_text("utf-8").replace("thermal blanket", "word " * 250_000))
    assert "failed" in run("import", "page", str(page), exit_code=1).output


def test_a_rebuild_counts_what_it_rendered(newsroom: Newsroom, run: Any) -> None:
    newsroom.published()
    assert "1 releases" in run("rebuild").output


def test_migrating_an_up_to_date_database_is_no_fault(run: Any) -> None:
    assert "up to date" in run("migrate").output


def test_the_contract_is_written_to_a_file(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    run("openapi", "--output", str(target))
    assert target.read_text("utf-8") == run("openapi").output


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DATELINE_DATABASE_URL", "mysql://x", "DATELINE_DATABASE_URL"),
        ("DATELINE_DATABASE_URL", "sqlite:////nowhere/at/all.db", "unable to open database file"),
        ("DATELINE_TIME_ZONE", "Mars/Base", "no IANA time zone"),
        ("DATELINE_THEMES_FILE", "/nowhere/themes.json", "cannot be read"),
        ("DATELINE_DATABASE_URL", f"sqlite:///{Path(__file__)}", "file is not a database"),
        ("DATELINE_DATABASE_URL", "postgresql+psycopg://host:five/x", "DATELINE_DATABASE_URL: "),
        ("DATELINE_LOG_LEVEL", "loud", "DATELINE_LOG_LEVEL: "),
        ("DATELINE_OIDC_SCOPES", "{", "DATELINE_OIDC_SCOPES: is no JSON"),
        ("DATELINE_TITEL", "Press", "cannot be used. DATELINE_TITEL is no setting; did you mean"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, variable: str, value: str, told: str
) -> None:
    command = [str(Path(sys.executable).with_name("dateline")), "migrate"]
    environment = {"DATELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'd.db'}", variable: value}
    result = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr
