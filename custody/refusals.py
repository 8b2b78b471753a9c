"""Why something may not be done: the rule, the reason in both languages, the legal basis."""

import msgspec

from custody.stay import Outcome


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What a person reads when the engine says no."""

    rule: str
    reason_zh: str
    reason_en: str
    source: str

    def outcome(self) -> Outcome:
        """Return the refusal as the answer to a command: reason "zh / en", source with rule."""
        return Outcome(
            accepted=False,
            reason=f"{self.reason_zh} / {self.reason_en}",
            source=f"{self.rule}: {self.source}",
        )
