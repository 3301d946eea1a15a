"""What this process holds in memory."""

from pathlib import Path


def resident_kilobytes() -> int:
    return _kilobytes("VmRSS")


def most_kilobytes() -> int:
    """What it has held at most since its program began; not what its parent held."""
    return _kilobytes("VmHWM")


def _kilobytes(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))
