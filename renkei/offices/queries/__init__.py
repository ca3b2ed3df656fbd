"""What others ask the directory: search, one office, candidates for a need, municipalities, imports."""

from renkei.offices.queries.areas import (
    MunicipalityChoice,
    Prefecture,
    get_municipality,
    municipalities_of,
    names_of_areas,
    points_of,
    prefectures,
)
from renkei.offices.queries.candidates import Found, candidates, match
from renkei.offices.queries.corrections import corrections_of
from renkei.offices.queries.designations import DesignationView, designations_of
from renkei.offices.queries.detail import OfficePage, ServiceView, get_office
from renkei.offices.queries.differences import Difference, Differences, compared_sources, differences
from renkei.offices.queries.export import exported
from renkei.offices.queries.knowledge import (
    Known,
    current_knowledge,
    keepers,
    knowledge_history,
    knowledge_of,
    knowledge_on,
)
from renkei.offices.queries.reach import Place
from renkei.offices.queries.runs import RunReport, get_run, last_releases, report_of, runs
from renkei.offices.queries.search import PAGE_SIZE, Criteria, OfficeRow, Relaxation, SearchResult, search
from renkei.offices.queries.statements import OwnPlace, OwnService, get_place, own_places, statements_of

__all__ = [
    "PAGE_SIZE",
    "Criteria",
    "DesignationView",
    "Difference",
    "Differences",
    "Known",
    "MunicipalityChoice",
    "OfficePage",
    "OfficeRow",
    "OwnPlace",
    "OwnService",
    "Found",
    "MunicipalityChoice",
    "OfficePage",
    "OfficeRow",
    "Place",
    "Prefecture",
    "Relaxation",
    "RunReport",
    "SearchResult",
    "ServiceView",
    "candidates",
    "compared_sources",
    "corrections_of",
    "current_knowledge",
    "designations_of",
    "differences",
    "exported",
    "get_municipality",
    "get_office",
    "get_place",
    "get_run",
    "keepers",
    "knowledge_history",
    "knowledge_of",
    "knowledge_on",
    "last_releases",
    "match",
    "municipalities_of",
    "own_places",
    "names_of_areas",
    "points_of",
    "prefectures",
    "report_of",
    "runs",
    "search",
    "statements_of",
]
