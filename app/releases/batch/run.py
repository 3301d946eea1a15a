"""Many editorial acts in one transaction: each with its own result, or all or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, assert_never
from uuid import UUID

from pydantic import ValidationError

from app.auth.caller import Scope
from app.base.faults import invalid_body
from app.base.problems import Fault, Forbidden, Invalid, Problem
from app.changes import log
from app.releases.batch.schemas import (
    ACTS,
    BatchAct,
    CorrectAct,
    CreateAct,
    DebutAct,
    DeleteAct,
    EditAct,
    PublishAct,
    ReplaceAct,
    ScheduleAct,
    UnscheduleAct,
    UpdateAct,
    WithdrawAct,
)
from app.releases.desk.editorial_request import EditorialActs, etag_of
from app.releases.models import Release
from app.releases.preflight import Finding
from app.releases.states import Act

CREATED, OK, NO_CONTENT = 201, 200, 204
FREE = (CreateAct, EditAct, ReplaceAct, DeleteAct)


@dataclass(frozen=True)
class Result:
    """What became of one act. `problem` None: it was done."""

    index: int
    status: int
    id: UUID | None = None
    etag: str | None = None
    problem: Problem | None = None
    warnings: Sequence[Finding] = ()


@dataclass(frozen=True)
class _Numbered:
    """An act and its place, or what is wrong with its shape."""

    index: int
    act: BatchAct | Problem

    @property
    def id(self) -> UUID | None:
        return getattr(self.act, "id", None)


def run_batch(
    editorial: EditorialActs, acts: Sequence[Any], *, atomic: bool = False, first: int = 0
) -> list[Result]:
    """Do `acts` in their order, numbered from `first`: decoded JSON, or the Problem it had.

    With `atomic` the first problem is raised, with the act's `index` and its places in the batch;
    else each act that fails is undone alone. Acts need the scopes that they need alone.
    """
    numbered = [_Numbered(first + at, _read(raw)) for at, raw in enumerate(acts)]
    # Before any release is locked: two batches that share releases take turns here, and there is no
    # deadlock, whatever order their acts have.
    log.lock(editorial.session)
    results: list[Result] = []
    for _, group in groupby(numbered, lambda one: isinstance(one.act, PublishAct)):
        for result in _results(editorial, list(group)):
            if atomic and result.problem is not None:
                raise _named(result)
            results.append(result)
    return results


def refused(index: int, problem: Problem, release_id: UUID | None = None) -> Result:
    """The result of an act that was not done."""
    return Result(index, problem.type.status, release_id, None, problem)


def _read(raw: Any) -> BatchAct | Problem:
    if isinstance(raw, Problem):
        return raw
    try:
        return ACTS.validate_python(raw)
    except ValidationError as error:
        return invalid_body(error.errors(include_url=False), raw)


def _results(editorial: EditorialActs, group: Sequence[_Numbered]) -> Iterator[Result]:
    together = _publish_together(editorial, group) if len(group) > 1 else None
    yield from together or (_result(editorial, one) for one in group)


def _publish_together(editorial: EditorialActs, group: Sequence[_Numbered]) -> list[Result] | None:
    """Publish neighbours in as many statements as one; None when they have to be tried singly."""
    acts = [one.act for one in group if isinstance(one.act, PublishAct)]
    may = editorial.caller.may(Scope.PUBLISH)
    if len({act.id for act in acts}) < len(group) or not may:
        return None
    try:
        with editorial.session.begin_nested():
            releases = editorial.publish([(act.id, act.if_match) for act in acts])
            found = [
                editorial.inspect(release, strict=act.strict)
                for act, release in zip(acts, releases, strict=True)
            ]
    except Problem:
        return None
    return [
        Result(one.index, OK, release.id, etag_of(release), warnings=findings)
        for one, release, findings in zip(group, releases, found, strict=True)
    ]


def _result(editorial: EditorialActs, one: _Numbered) -> Result:
    if isinstance(one.act, Problem):
        return refused(one.index, one.act)
    try:
        with editorial.session.begin_nested():
            return _done(editorial, one.index, one.act)
    except Problem as problem:
        return refused(one.index, _placed(problem, one.act), one.id)


def _done(editorial: EditorialActs, index: int, act: BatchAct) -> Result:
    if not isinstance(act, FREE) and not editorial.caller.may(Scope.PUBLISH):
        raise Forbidden(Scope.PUBLISH)
    if isinstance(act, CreateAct):
        release = editorial.create(act.release)
        return Result(index, CREATED, release.id, etag_of(release))
    if isinstance(act, DeleteAct):
        editorial.delete(editorial.take(act.id, Act.DELETE, act.if_match))
        return Result(index, NO_CONTENT, act.id)
    release = _changed(editorial, act)
    found = editorial.inspect(release, strict=act.strict) if isinstance(act, DebutAct) else []
    return Result(index, OK, release.id, etag_of(release), warnings=found)


def _changed(editorial: EditorialActs, act: BatchAct) -> Release:
    match act:
        case PublishAct():
            return editorial.publish([(act.id, act.if_match)])[0]
        case UpdateAct():
            return editorial.update((act.id, act.if_match))
        case CorrectAct():
            return editorial.correct((act.id, act.if_match), act)
        case CreateAct() | DeleteAct():
            raise TypeError("begins or ends a release")
    release = editorial.take(act.id, _kind_of(act), act.if_match)
    match act:
        case EditAct():
            editorial.edit(release, act.patch.root)
        case ReplaceAct():
            editorial.replace(release, act.release)
        case WithdrawAct():
            editorial.withdraw(release, act)
        case ScheduleAct():
            editorial.schedule(release, act)
        case UnscheduleAct():
            editorial.unschedule(release)
        case _:
            assert_never(act)
    return release


def _kind_of(act: EditAct | ReplaceAct | WithdrawAct | ScheduleAct | UnscheduleAct) -> Act:
    return Act.EDIT if isinstance(act, ReplaceAct) else Act(act.act)


def _placed(problem: Problem, act: BatchAct) -> Problem:
    """Faults of words, with places from the act on."""
    member = {CreateAct: "/release", ReplaceAct: "/release", EditAct: "/patch"}.get(type(act), "")
    return _under(member, problem)


def _under(place: str, problem: Problem) -> Problem:
    if not isinstance(problem, Invalid):
        return problem
    faults = [
        Fault(
            fault.detail,
            None if fault.pointer is None else f"#{place}{fault.pointer.removeprefix('#')}",
            fault.parameter,
            fault.suggestion,
        )
        for fault in problem.faults
    ]
    return Invalid(faults)


def _named(result: Result) -> Problem:
    assert result.problem is not None
    problem = _under(f"/acts/{result.index}", result.problem)
    return Problem(
        problem.type, problem.detail, {**problem.extra, "index": result.index}, problem.headers
    )
