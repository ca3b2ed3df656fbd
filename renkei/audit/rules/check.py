"""The check of the whole record against its seals: what was changed, by name. Reads each row once, keeps little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from renkei.audit.enums import Flaw
from renkei.audit.rules.head import SignedHead, key_hash
from renkei.audit.rules.leaf import Row, leaf_of
from renkei.audit.rules.tree import HASH_BYTES, Frontier, split

ID_BYTES = 8
#: So many findings are kept one by one, the rest is counted; so many rows are compared for having changed places.
MOST_FINDINGS = 1000
MOST_MOVED = 300


@dataclass(frozen=True)
class SealRow:
    """A row of the table of seals."""

    number: int
    last_event: int
    events: bytes
    leaves: bytes
    peaks: bytes
    signed: SignedHead


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed. `event` and `other` are numbers of rows; `row` is how it stands now."""

    flaw: Flaw
    seal: int = 0
    event: int = 0
    other: int = 0
    sealed_at: datetime | None = None
    row: Row | None = None


@dataclass
class Report:
    """Outcome of a check. `unsealed`: rows newer than the last seal, which is no flaw."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    last: SignedHead | None = None

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def add(self, finding: Finding) -> None:
        """Keep the finding, or only count it where there are very many."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self.more += 1


class Check:
    """Walks seals and rows side by side, both in their order."""

    def __init__(
        self, *, keys: Iterable[Ed25519PublicKey], kept: Iterable[SignedHead] = (), may_be_older: bool = False
    ) -> None:
        """
        Args:
            keys: those whose heads are believed.
            kept: heads printed, mailed or filed earlier.
            may_be_older: the record is a restored copy, so a kept head may be newer than it.
        """
        self.keys = tuple(keys)
        self.kept = sorted(kept, key=lambda signed: signed.head.size)
        self.may_be_older = may_be_older
        self.report = Report()
        self._tree = Frontier()
        self._number = 0
        self._last_event: int | None = None
        self._lost: dict[int, bytes] = {}  # number of a deleted or edited row → its sealed leaf
        self._strange: dict[int, Row] = {}  # number of an edited or inserted row → the row

    def run(self, seals: Iterable[SealRow], rows: Iterable[Row]) -> Report:
        """Everything; `rows` in the order of their numbers, with the columns of `leaf.COLUMNS`."""
        waiting = _Rows(rows)
        self._compare_kept(Frontier(), Frontier(), ())
        for seal in seals:
            self._seal(seal, waiting.up_to(seal.last_event))
        self.report.unsealed = sum(1 for _ in waiting.rest())
        self._forged_and_newer()
        self._name_moved()
        return self.report

    def _seal(self, seal: SealRow, rows: list[Row]) -> None:
        is_next, is_believed = self._follows(seal), self._signature(seal)
        ids, leaves = _numbers(seal.events), split(seal.leaves, HASH_BYTES)
        if not is_next:  # what lies before belongs to a seal that is missing
            rows = [row for row in rows if ids and _id(row) >= ids[0]]
        actual_ids, actual = tuple(_id(row) for row in rows), tuple(leaf_of(row) for row in rows)
        if not is_next:
            self._tree = _stored(seal) or self._tree
        elif not self._grow(seal, leaves, actual, is_believed):
            ids, leaves = actual_ids, actual
        if (ids, leaves) != (actual_ids, actual):
            self._diff(seal, dict(zip(ids, leaves, strict=False)), rows)
        self._number, self._last_event = seal.number, seal.last_event
        self.report.seals, self.report.rows = self.report.seals + 1, self.report.rows + len(rows)
        self.report.last = seal.signed

    def _follows(self, seal: SealRow) -> bool:
        if seal.number != self._number + 1:
            self._found(Flaw.SEAL_MISSING, seal, event=self._number + 1, other=seal.number - 1)
            return False
        ids = _numbers(seal.events)
        first_ok = self._last_event is None or (bool(ids) and ids[0] > self._last_event)
        if not first_ok or list(ids) != sorted(set(ids)) or not ids or ids[-1] != seal.last_event:
            self._found(Flaw.SEAL_ORDER, seal)
        return True

    def _signature(self, seal: SealRow) -> bool:
        if any(seal.signed.is_signed_by(key) for key in self.keys):
            return True
        known = {key_hash(key) for key in self.keys}
        self._found(Flaw.HEAD_CHANGED if seal.signed.key_hash in known else Flaw.OTHER_KEY, seal)
        return False

    def _grow(self, seal: SealRow, leaves: tuple[bytes, ...], actual: tuple[bytes, ...], is_believed: bool) -> bool:
        """Grow the tree by this seal. False where the rows themselves give the signed root and the kept leaves do not."""
        before = self._tree
        grown = before.grown(leaves)
        if not _fits(grown, seal) and _fits(from_rows := before.grown(actual), seal):
            self._found(Flaw.SEAL_CHANGED, seal)
            self._compare_kept(before, from_rows, actual)
            self._tree = from_rows
            return False
        if not _fits(grown, seal) and is_believed:
            self._found(Flaw.LEAVES_CHANGED, seal)
        elif grown.to_bytes() != seal.peaks and is_believed:
            self._found(Flaw.SEAL_CHANGED, seal)
        self._compare_kept(before, grown, leaves)
        self._tree = (is_believed and _stored(seal)) or grown
        return True

    def _diff(self, seal: SealRow, sealed: dict[int, bytes], rows: list[Row]) -> None:
        """Name each row that is not as sealed. A number that stands twice is one row too many."""
        left = dict(sealed)
        for row in rows:
            number = _id(row)
            leaf = left.pop(number, None)
            if leaf is None:
                self._found(Flaw.INSERTED, seal, event=number, row=row)
            elif leaf != leaf_of(row):
                self._found(Flaw.EDITED, seal, event=number, row=row)
                self._lost[number] = leaf
            else:
                continue
            if len(self._strange) < MOST_MOVED:
                self._strange[number] = row
        for number, leaf in left.items():
            self._found(Flaw.DELETED, seal, event=number)
            self._lost[number] = leaf

    def _compare_kept(self, before: Frontier, grown: Frontier, leaves: Sequence[bytes]) -> None:
        """Kept heads whose size lies in this seal: also a size at which the present seals make no cut."""
        for signed in self.kept:
            size = signed.head.size
            inside = before.size < size <= grown.size or size == grown.size == 0
            if inside and before.grown(leaves[: size - before.size]).root() != signed.head.root:
                self.report.add(Finding(Flaw.KEPT_DIFFERS, event=size, sealed_at=signed.head.sealed_at))

    def _forged_and_newer(self) -> None:
        for signed in self.kept:
            if not any(signed.is_signed_by(key) for key in self.keys):
                self.report.add(Finding(Flaw.KEPT_FORGED, event=signed.head.size, sealed_at=signed.head.sealed_at))
            size, here = signed.head.size, self._tree.size
            if size > here and not self.may_be_older:
                self.report.add(Finding(Flaw.KEPT_NEWER, 0, size, here, signed.head.sealed_at))

    def _name_moved(self) -> None:
        """A row that has, under another row's number, that row's sealed leaf was moved: say so instead of three findings."""
        moved: dict[int, int] = {}  # present number → number it was sealed under
        for number, row in self._strange.items():
            for old, leaf in list(self._lost.items())[:MOST_MOVED]:
                if old != number and leaf_of((old, *row[1:])) == leaf:
                    moved[number] = old
                    break
        if not moved:
            return
        gone = {*moved, *moved.values()}
        replaced = {f.event: f for f in self.report.findings if f.event in gone and f.flaw in _OF_ROWS}
        kept = [f for f in self.report.findings if not (f.event in gone and f.flaw in _OF_ROWS)]
        for number, old in sorted(moved.items()):
            first = replaced.get(number) or replaced[old]
            kept.append(Finding(Flaw.MOVED, first.seal, number, old, first.sealed_at, self._strange[number]))
        self.report.findings = kept

    def _found(self, flaw: Flaw, seal: SealRow, *, event: int = 0, other: int = 0, row: Row | None = None) -> None:
        self.report.add(Finding(flaw, seal.number, event, other, seal.signed.head.sealed_at, row))


_OF_ROWS = (Flaw.EDITED, Flaw.DELETED, Flaw.INSERTED)


class _Rows:
    """Rows in their order, taken up to a number."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._next: Row | None = next(self._rows, None)

    def up_to(self, number: int) -> list[Row]:
        return list(self._while(lambda row: _id(row) <= number))

    def rest(self) -> Iterator[Row]:
        return self._while(lambda row: True)

    def _while(self, wanted: Callable[[Row], bool]) -> Iterator[Row]:
        while self._next is not None and wanted(self._next):
            row, self._next = self._next, next(self._rows, None)
            yield row


def _fits(tree: Frontier, seal: SealRow) -> bool:
    return (tree.size, tree.root()) == (seal.signed.head.size, seal.signed.head.root)


def _stored(seal: SealRow) -> Frontier | None:
    """The peaks as the seal keeps them, if they give the signed root."""
    try:
        tree = Frontier.from_bytes(seal.signed.head.size, seal.peaks)
    except ValueError:
        return None
    return tree if _fits(tree, seal) else None


def _numbers(packed: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(part, "big", signed=True) for part in split(packed, ID_BYTES))


def _id(row: Row) -> int:
    return int(str(row[0]))
