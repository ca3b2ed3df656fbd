"""Tables of the area, a file per subject; each is imported here so that Django finds it."""

from renkei.privacy.models.emergencies import Emergency
from renkei.privacy.models.incidents import Incident, IncidentCase, IncidentMeasure
from renkei.privacy.models.key_store import KeyStore
from renkei.privacy.models.register import FileEntry, LocalRule
from renkei.privacy.models.requests import (
    DataRequest,
    PackageExport,
    RequestCase,
    RequestChange,
    RequestPause,
    RequestReview,
)
from renkei.privacy.models.retention import Destruction, LegalHold, OutcomeCount
from renkei.privacy.models.returns import ReturnKey

__all__ = [
    "DataRequest",
    "Destruction",
    "Emergency",
    "FileEntry",
    "Incident",
    "IncidentCase",
    "IncidentMeasure",
    "KeyStore",
    "LegalHold",
    "LocalRule",
    "OutcomeCount",
    "PackageExport",
    "RequestCase",
    "RequestChange",
    "RequestPause",
    "RequestReview",
    "ReturnKey",
]
