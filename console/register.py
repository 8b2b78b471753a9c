"""The custody records as the routes ask for them: one record, the check round, whom to choose."""

from typing import Final

import msgspec

from console.board import Board
from console.catalogue import Catalogue
from console.projection import AlarmArchive, Applied
from console.record_clocks import Versions, versions_of
from console.record_types import CheckView, RecordNews, RecordView, Round, RoundView
from console.record_view import Law, Reading, law_of, owed_checks, record_view
from console.records import Folder, Records, folded
from console.view_types import StayView
from custody.clocks.evaluate import states_at
from custody.record import RecordEvent

VERSIONS_KEPT_MAX: Final = 200
_NEVER_NS: Final = 2**63 - 1


class Register:
    """All records of one console, judged by the law in force."""

    def __init__(
        self, events: tuple[RecordEvent, ...], *, board: Board, archive: AlarmArchive
    ) -> None:
        self.records = Records(list(events))
        self._board = board
        self._archive = archive
        self._law: Law | None = None
        self._law_sha256 = ""
        self._kept_checks: dict[str, tuple[int, tuple[CheckView, ...]]] = {}
        """By stay: the number of the last entry, and the checks that were owed by it."""
        self._kept_versions: dict[str, tuple[int, Versions]] = {}

    def apply(self, applied: Applied) -> tuple[RecordNews, ...]:
        """Take what a tick wrote; return the stays whose records grew."""
        return self.records.apply(applied.record)

    def view(self, stay: str, *, role: str, utc_ns: int, after: int = 0) -> RecordView | None:
        """Return the record of a stay, None when there is no such stay or no law yet."""
        head, law = self._board.stay(stay), self.law()
        if head is None or law is None:
            return None
        folder = self.folder(stay)
        return record_view(
            Reading(
                folder=folder,
                versions=self._versions(head, folder, law),
                head=head,
                catalogue=self._board.catalogue,
                law=law,
                house=self.records.house,
                role=role,
                utc_ns=utc_ns,
                after=after,
            )
        )

    def folder(self, stay: str) -> Folder:
        """Return the record of a stay; one that ended long ago is read from the file."""
        found = self.records.of(stay)
        if found is None:
            found = folded(stay, self._archive.record(stay))
            if found.record.ended:
                self.records.keep(found)
        return found

    def round(self, utc_ns: int) -> Round:
        """Return the check round: every open stay, what is due first comes first."""
        here = [head for head in self._board.stays() if head.open]
        found = [self._round_of(head, utc_ns) for head in here]
        names = {head.stay for head in here}
        self._kept_checks = {
            stay: kept for stay, kept in self._kept_checks.items() if stay in names
        }
        return Round(utc_ns=utc_ns, stays=tuple(sorted(found, key=_due)))

    def law(self) -> Law | None:
        """Return the law in force; made anew when another configuration was adopted."""
        catalogue: Catalogue = self._board.catalogue
        if self._law is None or self._law_sha256 != catalogue.sha256:
            self._law, self._law_sha256 = law_of(catalogue), catalogue.sha256
            self._kept_checks, self._kept_versions = {}, {}
        return self._law

    def _versions(self, head: StayView, folder: Folder, law: Law) -> Versions:
        """Return what corrections moved; found anew when the record grew."""
        kept = self._kept_versions.pop(head.stay, None)
        if kept is None or kept[0] != folder.number:
            policy = law.policies.get(head.regime)
            found: Versions = {}
            if policy is not None and folder.complete:
                found = versions_of(policy, folder.events, law.civil)
            kept = (folder.number, found)
        self._kept_versions[head.stay] = kept
        if len(self._kept_versions) > VERSIONS_KEPT_MAX:
            del self._kept_versions[next(iter(self._kept_versions))]
        return kept[1]

    def _round_of(self, head: StayView, utc_ns: int) -> RoundView:
        folder, law = self.folder(head.stay), self.law()
        checks = self._checks(head, folder, law, utc_ns) if law and folder.complete else ()
        due_utc_ns = min((check.due_utc_ns for check in checks if check.due_utc_ns), default=0)
        return RoundView(
            stay=head.stay,
            room=head.room,
            level=folder.record.level,
            flags=head.flags,
            responsible=head.responsible,
            hand_over_to=folder.record.hand_over_to,
            stage=folder.record.stage,
            due_utc_ns=due_utc_ns,
            overdue=0 < due_utc_ns <= utc_ns,
            checks=checks,
        )

    def _checks(
        self, head: StayView, folder: Folder, law: Law, utc_ns: int
    ) -> tuple[CheckView, ...]:
        """Return the checks of a stay; evaluated when its record grew, compared when asked."""
        kept = self._kept_checks.get(head.stay)
        if kept is None or kept[0] != folder.number:
            policy = law.checks.get(head.regime)
            found: tuple[CheckView, ...] = ()
            if policy is not None:
                states = states_at(policy, folder.events, utc_ns, law.civil)
                number = head.number
                found = owed_checks(folder, law, policy, states, number=number, utc_ns=utc_ns)
            kept = self._kept_checks[head.stay] = (folder.number, found)
        return tuple(
            msgspec.structs.replace(check, overdue=0 < check.due_utc_ns <= utc_ns)
            for check in kept[1]
        )


def _due(one: RoundView) -> tuple[int, str]:
    return one.due_utc_ns or _NEVER_NS, one.stay
