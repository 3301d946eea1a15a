"""What implies what."""

from app.auth import caller
from app.auth.caller import IMPLIED, Scope, expand


def test_implication_is_whole_and_closed() -> None:
    assert set(IMPLIED) == set(Scope)
    for scope in Scope:
        assert expand(expand([scope])) == expand([scope])


def test_publish_writes_and_reads_and_admin_does_everything() -> None:
    assert expand([Scope.PUBLISH]) == {Scope.PUBLISH, Scope.WRITE, Scope.READ}
    assert expand([Scope.ADMIN]) == set(Scope)


def test_scopes_of_partners_open_nothing_else() -> None:
    assert expand([Scope.EMBARGO, Scope.SYNDICATE]) == {Scope.EMBARGO, Scope.SYNDICATE}
    assert expand([]) == set()


def test_every_scope_has_a_row_in_the_documented_table() -> None:
    rows = [
        line.split("|")[1].strip() for line in (caller.__doc__ or "").splitlines() if "|" in line
    ]
    assert rows[2:] == [scope.value for scope in Scope]
