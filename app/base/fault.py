"""One thing that is wrong with a request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what would be right."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    suggestion: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The members that are given."""
        members = {
            "detail": self.detail,
            "pointer": _fragment(self.pointer),
            "parameter": self.parameter,
            "suggestion": self.suggestion,
        }
        return {name: value for name, value in members.items() if value is not None}


def _fragment(pointer: str | None) -> str | None:
    # A URI fragment (RFC 6901 section 6), as the example in RFC 9457 has it.
    return pointer if pointer is None or pointer.startswith("#") else f"#{pointer}"
