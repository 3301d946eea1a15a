"""Who signs a release, and beside whom: organisations as editors name them become ids."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.base.problems import Fault, excerpt
from app.base.text import fold, slugify
from app.organisations.models import OrganisationRow
from app.organisations.queries import Organisations, names_of, read_organisations
from app.organisations.shapes import refer
from app.releases.content import Content, NamedOrganisation
from app.releases.desk.schemas import OrganisationInput, ReleaseInput

# The id of one whose name has no letter that an address could have.
_NAMELESS = "organisation"
ONE_ONLY = "This key writes for one organisation only."


@dataclass
class Signing:
    """The organisations that a caller may name, and the faults of those that were named.

    One who is limited to an organisation signs as it alone, and names others as partners that
    readers know, or that stand in `before`. To such a caller others do not exist.
    """

    known: Organisations
    language: str
    before: Content | None
    limit: str | None
    faults: list[Fault] = field(default_factory=list)

    def issuer(self, given: OrganisationInput | None) -> NamedOrganisation | None:
        """Returns who issues the release."""
        before = self.before.organisation if self.before else None
        if self.limit is not None:
            return self._own(self.limit, given, before)
        if given is None:
            return None
        had = [before] if before else []
        return self._named(given, had, "/organisation")

    def partners(self, given: Sequence[OrganisationInput]) -> tuple[NamedOrganisation, ...]:
        """Returns the partners, each once."""
        had = self.before.partners if self.before else ()
        found: dict[str, NamedOrganisation] = {}
        for number, each in enumerate(given):
            named = self._named(each, had, f"/partners/{number}")
            if named is not None:
                found.setdefault(named.id, named)
        return tuple(found.values())

    def _own(
        self, limit: str, given: OrganisationInput | None, before: NamedOrganisation | None
    ) -> NamedOrganisation | None:
        row = self.known.find(limit)
        name = self._name(row) if row else limit
        if given is None or (given.id in (None, limit) and given.name is None):
            return NamedOrganisation(id=limit, name=name)
        is_own = given.name is not None and _is_called(limit, row, given.name)
        if (given.id or (limit if is_own else slugify(given.name or ""))) != limit:
            self.faults.append(Fault(ONE_ONLY, "/organisation/id", suggestion=limit))
            return None
        named = NamedOrganisation(id=limit, name=given.name or name)
        if is_own or named == before:
            return named
        detail = f"The name belongs to the organisation: this key signs as {name!r}."
        self.faults.append(Fault(detail, "/organisation/name", suggestion=name))
        return None

    def _named(
        self, given: OrganisationInput, had: Iterable[NamedOrganisation], pointer: str
    ) -> NamedOrganisation | None:
        by_id = {one.id: one for one in had}
        name = given.name
        if given.id is None:
            return self._called(name or "", pointer)
        # A patch of the id alone comes with the name that stood beside the former id.
        if given.id not in by_id and name in {one.name for one in by_id.values()}:
            name = None
        row = self.known.find(given.id)
        if row is None:
            if given.id in by_id and name in (None, by_id[given.id].name):
                return by_id[given.id]
            return self._new(given.id, name, pointer)
        if name is None or by_id.get(row.id) == NamedOrganisation(id=row.id, name=name):
            return by_id.get(row.id) or NamedOrganisation(id=row.id, name=self._name(row))
        if _is_called(row.id, row, name):
            return NamedOrganisation(id=row.id, name=name)
        called = self._name(row)
        detail = (
            f"The organisation {row.id!r} is called {called!r}; a name that is to be another is"
            f" changed at /v1/editorial/organisations/{row.id}."
        )
        self.faults.append(Fault(detail, f"{pointer}/name", suggestion=called))
        return None

    def _called(self, name: str, pointer: str) -> NamedOrganisation | None:
        """Returns the organisation with this name, a new one if there is none."""
        found = self.known.named(name)
        slug = slugify(name)
        same_id = self.known.find(slug)
        if same_id is not None:
            return NamedOrganisation(id=slug, name=name)
        if len(found) == 1:
            return NamedOrganisation(id=found[0].id, name=name)
        if found:
            ids = [row.id for row in found]
            detail = f"{len(ids)} organisations have this name: {', '.join(ids)}. Give an id."
            self.faults.append(Fault(detail, f"{pointer}/name", suggestion=ids[0]))
            return None
        return self._new(slug or self._free_id(), name, pointer)

    def _new(self, id: str, name: str | None, pointer: str) -> NamedOrganisation | None:
        """Returns an organisation that the save is to make; a limited caller makes none."""
        if name is not None and self.limit is None:
            return NamedOrganisation(id=id, name=name)
        near = self.known.nearest(name or id)
        detail = f"No organisation is known as {excerpt(name or id)!r}" + (
            "; a new one comes with its name." if self.limit is None else "."
        )
        self.faults.append(Fault(detail, pointer, suggestion=near))
        return None

    def _free_id(self) -> str:
        numbers = range(2, sum(1 for _ in self.known) + 3)
        ids = (_NAMELESS, *(f"{_NAMELESS}-{number}" for number in numbers))
        return next(id for id in ids if self.known.find(id) is None)

    def _name(self, row: OrganisationRow) -> str:
        return str(refer(row, self.language)["name"])


def read_signing(
    session: Session, given: ReleaseInput, before: Content | None, limit: str | None, language: str
) -> Signing:
    """Returns the organisations that the caller may name; one statement where one is named."""
    if limit is None and given.organisation is None and not given.partners:
        return Signing(Organisations(()), language, before, limit)
    known = read_organisations(session)
    if limit is not None:
        may_name = _visible(limit, before)
        known = Organisations(row for row in known if may_name(row))
    return Signing(known, language, before, limit)


def _visible(limit: str, before: Content | None) -> Callable[[OrganisationRow], bool]:
    kept = {partner.id for partner in before.partners} if before else set()
    return lambda row: row.is_public or row.id == limit or row.id in kept


def _is_called(id: str, row: OrganisationRow | None, name: str) -> bool:
    """Whether an organisation is, or was, called so, or its id was made from this name."""
    return slugify(name) == id or (row is not None and fold(name) in map(fold, names_of(row)))
