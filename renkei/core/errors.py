"""What may go wrong, in sentences a user may read. The middleware turns each into a page with its status."""

from __future__ import annotations


class DomainError(Exception):
    """Base of all expected refusals. `str()` is a polite Japanese sentence."""

    status = 422


class NotAllowed(DomainError):
    """Known, but not for this actor (403). `next_step` says who can."""

    status = 403

    def __init__(self, message: str, *, next_step: str = "", permission: str = "", case_id: object = None) -> None:
        super().__init__(message)
        self.next_step = next_step
        self.permission = permission
        self.case_id = case_id


class NotFound(DomainError):
    """Absent or out of scope: both look the same (404)."""

    status = 404

    def __init__(self, *, permission: str = "", case_id: object = None) -> None:
        super().__init__("お探しのページは見つかりませんでした。")
        self.permission = permission
        self.case_id = case_id


class Conflict(DomainError):
    """Somebody else was faster, or the thing has moved on (409)."""

    status = 409


class InvalidTransition(Conflict):
    """The step is not possible in the present state (409)."""


class Destroyed(DomainError):
    """The record was destroyed at the end of its keeping (410): it says so instead of failing."""

    status = 410

    def __init__(self) -> None:
        super().__init__("この記録は、保存期間が終わったため廃棄されました（廃棄済み）。")


class Unavailable(DomainError):
    """Right, but not now (503): what it needs is not in its place. What was typed is shown again."""

    status = 503


class RuleBroken(DomainError):
    """The input breaks a rule of the law or the form (422). `field` names the form field, if any."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
