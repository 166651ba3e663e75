"""What is asked for, judged and carried out: the application, its appraisals, its progress."""

from projects.appraisal_models import APPRAISAL_POINTS, Appraisal
from projects.progress_models import IndicatorValue, ProgressReport
from projects.project_models import Beneficiary, CostItem, Project, cost_sums

__all__ = [
    "APPRAISAL_POINTS", "Appraisal", "Beneficiary", "CostItem", "IndicatorValue", "ProgressReport", "Project",
    "cost_sums",
]  # fmt: skip
