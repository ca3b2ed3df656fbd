"""Tables of the area: asking and answering (`asking`), contacts and their plans (`contacting`), the plan for a difficult day
(`crisis`), advice that helped (`kept`)."""

from renkei.consultation.models.asking import Consultation, Message
from renkei.consultation.models.contacting import ContactPlan, SupportContact
from renkei.consultation.models.crisis import CrisisPart, CrisisPlan
from renkei.consultation.models.kept import KeptAdvice

__all__ = ["Consultation", "ContactPlan", "CrisisPart", "CrisisPlan", "KeptAdvice", "Message", "SupportContact"]
