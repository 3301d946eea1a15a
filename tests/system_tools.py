"""Tests that need a program of the system: skipped where it is not installed, never in CI."""

import os

import pytest


def needs(program: object, package: str) -> pytest.MarkDecorator:
    """Skips a test without `program`; where CI is set it runs, and fails, all the same.

    `make test` is to pass on a machine that has Python and make alone. `.ci/run` installs what
    these tests need.
    """
    is_missing = not program and "CI" not in os.environ
    return pytest.mark.skipif(is_missing, reason=f"{package} is not installed; .ci/run installs it")
