"""How many examples a property test tries whose examples take long: fewer at hand than in CI."""

from hypothesis import settings

_IN_CI = settings.get_profile("ci").max_examples


def examples(*, at_hand: int, in_ci: int) -> int:
    """The number for the profile in use, both of which tests/conftest.py registers."""
    return in_ci if settings().max_examples >= _IN_CI else at_hand
