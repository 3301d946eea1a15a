"""The pauses between tries that fail."""

import random
from dataclasses import dataclass

# The share by which a pause varies at random, so that clients that failed together do not retry
# together.
JITTER = 0.2
# A bound for the exponent; long before it every pause is the longest.
_MOST_STEPS = 100


@dataclass(frozen=True)
class Backoff:
    """Pauses that begin with `first` seconds and grow by the factor `growth` up to `longest`."""

    first: float
    growth: float
    longest: float

    def after(self, failures: int) -> float:
        """Returns the seconds to wait after so many failures in a row (at least 1).

        Never longer than `longest`; it varies at random.
        """
        steps = min(failures - 1, _MOST_STEPS)
        pause = min(self.first * self.growth**steps, self.longest / (1 + JITTER))
        return pause * random.uniform(1 - JITTER, 1 + JITTER)
