"""How bad it is: P1 life or escape, P2 serious, P3 compliance, P4 notice (rulebook section 5)."""

from enum import IntEnum


class Severity(IntEnum):
    """Smaller is worse; the number is what people see on the mark."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4
