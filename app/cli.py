"""The command line: `dateline serve`, `migrate`, `keys`, `import`, `rebuild` and the others.

Imports stand inside the commands, so that none loads what only another needs.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer

from app.base.settings import DEFAULT_DATABASE_URL, DEFAULT_PUBLIC_URL, PREFIX, Settings

app = typer.Typer(
    name="dateline",
    help="Press releases as a JSON API. Settings are DATELINE_* environment variables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys = typer.Typer(help="Make, list and revoke keys.", no_args_is_help=True)
imports = typer.Typer(help="Bring releases in from elsewhere.", no_args_is_help=True)
app.add_typer(keys, name="keys")
app.add_typer(imports, name="import")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Server processes.")] = 1,
    demo: Annotated[
        bool, typer.Option(help="Load the sample press page when the database is empty.")
    ] = False,
) -> None:
    """Bring the database up to date and serve the API."""
    import uvicorn

    from app.http.server.web_app import server_options
    from app.importers.loading.sample import load_sample
    from app.main import prepare

    os.environ.setdefault("DATELINE_PUBLIC_URL", f"http://{host}:{port}")
    settings = Settings()
    prepare(settings)
    if demo:
        load_sample(settings)
    typer.echo(_welcome(settings), err=True)
    uvicorn.run(
        "app.main:serving_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        **server_options(settings),
    )


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema and load the taxonomy."""
    from app.main import prepare

    prepare(Settings())
    typer.echo("The database is up to date.")


@app.command()
def rebuild() -> None:
    """Make the read model again from the write side."""
    from app.db.database import PATIENT, Database
    from app.published.store.writer import restore_all
    from app.releases.acts.rebuild import public_states

    settings = Settings().model_copy(update=PATIENT)
    with Database(settings) as database, database.write() as session:
        count = restore_all(session, public_states(session, settings.zone))
    typer.echo(f"{count} releases rendered again.")


@app.command()
def follow(
    url: Annotated[str, typer.Argument(help="Address of another Dateline.")],
    into: Annotated[str, typer.Option(help="A folder, sqlite:///FILE, or `here`: this one.")],
    selection: Annotated[str, typer.Option(help="Filters: theme=health&location=TR.")] = "",
    once: Annotated[bool, typer.Option(help="Stop when everything is there.")] = False,
) -> None:
    """Mirror the releases of another installation, with corrections and withdrawals."""
    from app.mirror import target as follow_target

    try:
        follow_target.follow(Settings(), url, selection, into, once=once)
    except follow_target.CannotFollow as reason:
        _fail(str(reason))


@app.command()
def openapi(
    output: Annotated[
        Path | None, typer.Option(help="File to write; standard output when left out.")
    ] = None,
) -> None:
    """Write the contract."""
    from app.http.contract.openapi import written
    from app.main import create_app

    # The committed contract must not depend on the machine that writes it. Nothing is connected.
    settings = Settings(database_url=DEFAULT_DATABASE_URL, public_url=DEFAULT_PUBLIC_URL)
    text = written(create_app(settings).openapi())
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@app.command()
def health(
    url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:8000",
) -> None:
    """Exit with 0 when the server at URL is ready, else with 1. For container health checks."""
    import httpx

    from app.outbound.client import USER_AGENT

    headers = {"User-Agent": USER_AGENT}
    try:
        answer = httpx.get(f"{url}/health/ready", headers=headers, timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        _fail(f"No answer: {error}")
    if answer.status_code != httpx.codes.OK:
        _fail(f"Not ready: {answer.status_code}")
    typer.echo("ready")


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Option(help="Whose key it is.")],
    scope: Annotated[
        list[str], typer.Option(help="read, write, publish, embargo, syndicate, metrics, admin.")
    ],
    organisation: Annotated[
        str | None, typer.Option(help="Id of the only organisation it is good for.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires.")] = None,
) -> None:
    """Make a key. It is shown once, alone on the last line.

    A key of one organisation names one that there is.
    """
    from datetime import timedelta

    from app.auth.caller import Scope
    from app.auth.keys import mint_key
    from app.base import clock
    from app.db.database import Database
    from app.main import prepare
    from app.organisations.queries import read_organisations

    unknown = sorted(set(scope) - set(Scope))
    if unknown:
        _fail(f"Unknown scope {', '.join(unknown)}; there are {', '.join(Scope)}.")
    settings = Settings()
    prepare(settings)
    now = clock.now()
    expires = now + timedelta(days=days) if days else None
    with Database(settings) as database, database.write() as session:
        known = read_organisations(session)
        if organisation is not None and known.find(organisation) is None:
            near = known.nearest(organisation)
            hint = f"; did you mean {near}?" if near else ": POST /v1/editorial/organisations."
            _fail(f"No organisation has the id {organisation}{hint}")
        key = mint_key(
            session,
            name=name,
            scopes=[Scope(word) for word in scope],
            organisation=organisation,
            expires_at=expires,
            at=now,
        )
    typer.echo("Keep this key: it is shown only now.")
    typer.echo(key.text)


@keys.command("list")
def list_keys() -> None:
    """Show every key: prefix, name, scopes, organisation, last use. Never the secret."""
    from app.auth.keys import list_keys as all_keys
    from app.db.database import Database

    with Database(Settings()) as database, database.read() as session:
        for row in all_keys(session):  # the oldest first
            state = "revoked" if row.revoked_at else "active"
            used = f"{row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never used"
            where = row.organisation or "any organisation"
            typer.echo(
                f"{row.id}  {row.prefix}  {state}  {row.name}  {row.scopes}  {where}  {used}"
            )


@keys.command("revoke")
def revoke_key(
    key_id: Annotated[UUID, typer.Argument(help="The key's id, as `keys list` shows it.")],
) -> None:
    """End a key. It fails at the next request."""
    from app.auth.keys import revoke_key as revoke
    from app.base import clock
    from app.base.problems import NotFound
    from app.db.database import Database

    try:
        with Database(Settings()) as database, database.write() as session:
            revoke(session, key_id, clock.now())
    except NotFound as problem:
        _fail(problem.detail)
    typer.echo("The key is revoked.")


@imports.command("page")
def import_page(
    file: Annotated[Path, typer.Argument(help="A press page, as copied to a text file.")],
    publish: Annotated[bool, typer.Option(help="Publish what is imported.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Report only; write nothing.")] = False,
    organisation: Annotated[str | None, typer.Option(help="Who issued the releases.")] = None,
    source_url: Annotated[str | None, typer.Option(help="Address of the page.")] = None,
    language: Annotated[str, typer.Option(help="Language of the page, BCP 47.")] = "en",
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day the page was read, for dates without a year."),
    ] = None,
) -> None:
    """Turn a press page into releases. Exits with 0 only when nothing was lost or left open."""
    from app.importers.loading.run import import_page_bytes
    from app.importers.loading.writing import PageSource
    from app.importers.text_pages.bytes import NotText
    from app.main import prepare

    if not file.is_file():
        _fail(f"There is no file {file}.")
    settings = Settings()
    prepare(settings)
    source = PageSource(organisation=organisation, url=source_url, language=language)
    try:
        report = import_page_bytes(
            settings,
            file.read_bytes(),
            source,
            publish=publish,
            dry_run=dry_run,
            received=received.date() if received else None,
        )
    except NotText as error:
        _fail(f"{file}: {error}")
    typer.echo(report.as_text())
    if report.incomplete:
        raise typer.Exit(1)


def _welcome(settings: Settings) -> str:
    base = settings.base_url
    return f"""
Dateline serves {settings.database_name} at {base}

  curl '{base}/v1/releases?location=TR&fields=title,dateline'   a country with all its places
  curl '{base}/v1/releases?theme=migration-displacement'        a theme with its narrower ones
  curl '{base}/v1/releases?date=2019-12'                        a day, a month, a year, an interval
  {base}/docs                                                   the reference

To write, make a key:  .venv/bin/dateline keys create --name me --scope publish
"""


def _variable(place: tuple[int | str, ...]) -> str:
    """Return the name of a setting as it stands in the environment; "" for several."""
    return f"{PREFIX}{str(place[0]).upper()}: " if place else ""


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the `dateline` command. Faults of settings are printed without a traceback."""
    from pydantic import ValidationError
    from sqlalchemy.exc import DatabaseError, OperationalError

    from app.themes.taxonomy import BadTaxonomy

    try:
        app()
    except ValidationError as error:
        faults = "; ".join(
            f"{_variable(fault['loc'])}{fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_url=False, include_input=False)
        )
        sys.exit(f"The settings cannot be used. {faults}")
    except (OperationalError, DatabaseError) as error:
        # Its other kinds are faults of ours.
        if type(error) not in (OperationalError, DatabaseError):
            raise
        sys.exit(f"The database cannot be used: {error.orig}")
    except BadTaxonomy as error:
        sys.exit(str(error))
