"""Why something may not be done: the rule, the reason in both languages, the legal basis."""

import msgspec


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What a person reads when the engine says no."""

    rule: str
    reason_zh: str
    reason_en: str
    source: str
    also: tuple[str, ...] = ()
    """Further rules that the same attempt broke, each with an alarm of its own."""
    stay: str = ""
    """Whose stay it is about, where the act itself names none (a swipe at a reader)."""

    def outcome(self) -> "Outcome":
        """Return the refusal as the answer to a command: reason "zh / en", source with rule."""
        return Outcome(
            accepted=False,
            reason=f"{self.reason_zh} / {self.reason_en}",
            source=f"{self.rule}: {self.source}",
            refusal=self,
        )


class Outcome(msgspec.Struct, frozen=True):
    """Whether the engine did what was asked; if not, why not, and by what rule."""

    accepted: bool
    reason: str = ""
    source: str = ""
    result: str = ""
    slot: int = -1
    """Slot of the stay that changed."""
    refusal: Refusal | None = None
    """What is written into the record as an attempt."""
