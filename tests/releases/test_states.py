"""The transition table, pair by pair."""

import pytest

from app.releases.states import TRANSITIONS, Act, NotInThisState, State, after, allowed, check

# Written out a second time on purpose: a change of the table has to be meant twice.
ALLOWED = {
    ("draft", "edit"): "draft",
    ("draft", "delete"): None,
    ("draft", "schedule"): "scheduled",
    ("draft", "publish"): "published",
    ("scheduled", "edit"): "scheduled",
    ("scheduled", "schedule"): "scheduled",
    ("scheduled", "unschedule"): "draft",
    ("scheduled", "publish"): "published",
    ("published", "edit"): "published",
    ("published", "update"): "published",
    ("published", "correct"): "published",
    ("published", "withdraw"): "withdrawn",
    ("withdrawn", "edit"): "withdrawn",
    ("withdrawn", "publish"): "published",
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_pair_of_state_and_act_is_decided(state: State, act: Act) -> None:
    if (state, act) not in ALLOWED:
        with pytest.raises(NotInThisState) as refusal:
            check(state, act)
        assert refusal.value.extra == {"state": state, "allowed": list(allowed(state))}
        return
    check(state, act)
    target = ALLOWED[state, act]
    if target is None:
        with pytest.raises(ValueError, match="leaves no release"):
            after(state, act)
    else:
        assert after(state, act) == target


def test_the_table_names_every_state() -> None:
    assert set(TRANSITIONS) == set(State)
