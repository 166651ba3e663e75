"""What is asked for, judged and carried out: the application, its appraisals, its progress."""

from projects.appraisal_models import APPRAISAL_POINTS, Appraisal
from projects.details.machinery import DeliveredMachine, Machine, Quote
from projects.progress_models import IndicatorValue, ProgressReport
from projects.project_models import Beneficiary, CostItem, Project, cost_sums

__all__ = [
    "APPRAISAL_POINTS",
    "Appraisal",
    "Beneficiary",
    "CostItem",
    "DeliveredMachine",
    "IndicatorValue",
    "Machine",
    "ProgressReport",
    "Project",
    "Quote",
    "cost_sums",
]  # fmt: skip
