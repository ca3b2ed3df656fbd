"""Writing the record, and sealing it."""

from renkei.audit.services.events import record, record_refusal, record_session, record_view, record_views
from renkei.audit.services.sealing import seal

__all__ = ["record", "record_refusal", "record_session", "record_view", "record_views", "seal"]
