"""A key works exactly while it should, and its secret is nowhere."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.auth import keys
from app.auth.caller import Scope
from app.auth.models import ApiKey
from app.base.problems import NotFound, Problem, Unauthenticated
from app.db.database import Database
from tests.auth.conftest import MakeKey

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def works(database: Database, text: str, at: datetime) -> bool:
    with database.read() as session:
        try:
            keys.get_valid_key(session, text, at)
        except Unauthenticated:
            return False
        return True


def test_minted_key_works_and_its_secret_is_not_stored(
    database: Database, make_key: MakeKey
) -> None:
    minted = make_key(Scope.WRITE, at=NOW)
    assert works(database, minted.text, NOW)
    _, prefix, secret = minted.text.split("_", 2)
    assert minted.row.prefix == prefix
    assert secret not in minted.row.model_dump_json()
    assert len(secret) == 43


def test_texts_that_are_no_key_do_not_work(database: Database, make_key: MakeKey) -> None:
    text = make_key(Scope.ADMIN, at=NOW).text
    other = make_key(Scope.ADMIN, at=NOW).text
    swapped = text[:12] + other[12:]
    for bad in ["", "dl_", text[:-1], text + "x", text.upper(), swapped, text + "\n", "é" * 55]:
        assert not works(database, bad, NOW), bad
    assert works(database, text, NOW)


def test_key_stops_at_its_expiry(database: Database, make_key: MakeKey) -> None:
    text = make_key(Scope.READ, at=NOW, expires_at=NOW + HOUR).text
    assert works(database, text, NOW + HOUR - timedelta(microseconds=1))
    assert not works(database, text, NOW + HOUR)


def test_revoked_key_stops_and_keeps_the_first_time(database: Database, make_key: MakeKey) -> None:
    minted = make_key(Scope.READ, at=NOW)
    for at in (NOW, NOW + HOUR):
        with database.write() as session:
            assert keys.revoke_key(session, minted.row.id, at).revoked_at == NOW
    assert not works(database, minted.text, NOW)


def test_rotated_key_works_beside_the_new_one_until_the_overlap_ends(
    database: Database, make_key: MakeKey
) -> None:
    old = make_key(
        Scope.WRITE, Scope.EMBARGO, at=NOW, organisation="agency", expires_at=NOW + 9 * HOUR
    )
    with database.write() as session:
        new = keys.rotate_key(session, old.row.id, NOW, HOUR)
    assert keys.scopes_of(new.row) == {Scope.WRITE, Scope.EMBARGO}
    assert (new.row.organisation, new.row.expires_at) == ("agency", NOW + 9 * HOUR)
    assert new.row.rotated_from == old.row.id
    assert works(database, old.text, NOW + HOUR / 2)
    assert not works(database, old.text, NOW + HOUR)
    assert works(database, new.text, NOW + HOUR)


def test_key_that_works_no_more_or_was_rotated_cannot_be_rotated(
    database: Database, make_key: MakeKey
) -> None:
    rotated, expired = make_key(Scope.READ, at=NOW), make_key(Scope.READ, at=NOW, expires_at=NOW)
    with database.write() as session:
        keys.rotate_key(session, rotated.row.id, NOW, HOUR)
    for row in (rotated.row, expired.row):
        with pytest.raises(Problem, match="rotated before"), database.write() as session:
            keys.rotate_key(session, row.id, NOW, HOUR)
    with pytest.raises(NotFound), database.write() as session:
        keys.rotate_key(session, uuid4(), NOW, HOUR)


def test_last_use_is_written_at_most_once_a_minute(database: Database, make_key: MakeKey) -> None:
    row = make_key(Scope.READ, at=NOW).row
    minute = timedelta(minutes=1)
    uses = [NOW, NOW + minute / 2, NOW + minute, NOW + minute]
    written = []
    for at in uses:
        with database.write() as session:
            written.append(keys.touch_key(session, row.id, at))
    assert written == [True, False, True, False]
    with database.read() as session:
        found = session.get(ApiKey, row.id)
        assert found is not None
        assert found.last_used_at == NOW + minute
        assert not keys.is_due_for_touch(found, NOW + minute)
        assert keys.is_due_for_touch(found, NOW + 2 * minute)
