"""The states of a working copy and the acts that lead from one to another, as data.

        schedule               (due)
 draft ─────────▶ scheduled ─────────▶ published ──┐ update, correct
  ▲  │ ▲             │                  ▲   │   ▲──┘
  │  │ └─unschedule──┘                  │   │ withdraw
  │  └───────────publish────────────────┤   ▼
(new)                                   └─ withdrawn
                                  publish (as a new version)
"""

from collections.abc import Sequence
from enum import StrEnum

from app.base.problems import NOT_IN_THIS_STATE, Problem


class NotInThisState(Problem):
    """409: `act` is not possible in `state`."""

    def __init__(self, act: str, state: str, allowed: Sequence[str]) -> None:
        listed = ", ".join(allowed) or "nothing"
        super().__init__(
            NOT_IN_THIS_STATE,
            f"A release that is {state} cannot {act}; possible now: {listed}.",
            {"state": state, "allowed": list(allowed)},
        )


class State(StrEnum):
    """Where a release is on its way. Closed."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What an editor can do. Closed."""

    EDIT = "edit"
    DELETE = "delete"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    UPDATE = "update"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


# None: the release ceases to exist. An act that is not listed for a state is refused in it.
TRANSITIONS: dict[State, dict[Act, State | None]] = {
    State.DRAFT: {
        Act.EDIT: State.DRAFT,
        Act.DELETE: None,
        Act.SCHEDULE: State.SCHEDULED,
        Act.PUBLISH: State.PUBLISHED,
    },
    State.SCHEDULED: {
        Act.EDIT: State.SCHEDULED,
        Act.SCHEDULE: State.SCHEDULED,
        Act.UNSCHEDULE: State.DRAFT,
        Act.PUBLISH: State.PUBLISHED,
    },
    State.PUBLISHED: {
        Act.EDIT: State.PUBLISHED,
        Act.UPDATE: State.PUBLISHED,
        Act.CORRECT: State.PUBLISHED,
        Act.WITHDRAW: State.WITHDRAWN,
    },
    State.WITHDRAWN: {
        Act.EDIT: State.WITHDRAWN,
        Act.PUBLISH: State.PUBLISHED,
    },
}


def allowed(state: State) -> tuple[Act, ...]:
    """The acts that `state` takes."""
    return tuple(TRANSITIONS[state])


def check(state: State, act: Act) -> None:
    """Raises NotInThisState when `state` does not take `act`."""
    if act not in TRANSITIONS[state]:
        raise NotInThisState(act, state, allowed(state))


def becomes_public(state: State, act: Act) -> bool:
    """Whether words that `act` saves in `state` become public by themselves, held back or not."""
    return act is Act.EDIT and state is State.SCHEDULED


def after(state: State, act: Act) -> State:
    """The state that `act` leads to. Raises NotInThisState where it is refused."""
    check(state, act)
    target = TRANSITIONS[state][act]
    if target is None:
        raise ValueError(f"{act} leaves no release that could be in a state")
    return target
