"""What is asked for, judged and carried out: the application, its appraisals, its progress."""

from projects.answer_models import Answer
from projects.appraisal_models import APPRAISAL_POINTS, Appraisal, Refusal
from projects.change_models import ChangeRequest, ChangeValue
from projects.council_models import AppraisalCouncil, CouncilMember
from projects.details.association import Association
from projects.details.cleaner_production import CleanerProduction, Consumption
from projects.details.cluster import ClusterWork, InfrastructureItem
from projects.details.consulting import Consultation
from projects.details.demo_model import DemoModel
from projects.details.fair import Fair, FairParticipant
from projects.details.machinery import DeliveredMachine, Machine, Quote
from projects.details.media import MediaPiece
from projects.details.relocation import InterestPayment, Relocation
from projects.details.trademark import Trademark
from projects.details.training import Course
from projects.details.voting import VotedProduct, Voting
from projects.details.wastewater import WastewaterPlant, WaterTest
from projects.import_models import ImportBatch, ImportedProject, ImportMapping
from projects.past_models import PastPaper
from projects.progress_models import IndicatorValue, ProgressReport
from projects.project_models import Beneficiary, CostItem, Project, cost_sums
from projects.remark_models import Remark
from projects.survey_models import Survey

__all__ = [
    "APPRAISAL_POINTS",
    "Answer",
    "Appraisal",
    "AppraisalCouncil",
    "Association",
    "Beneficiary",
    "ChangeRequest",
    "ChangeValue",
    "CleanerProduction",
    "ClusterWork",
    "Consultation",
    "Consumption",
    "CostItem",
    "CouncilMember",
    "Course",
    "DeliveredMachine",
    "DemoModel",
    "Fair",
    "FairParticipant",
    "ImportBatch",
    "ImportMapping",
    "ImportedProject",
    "IndicatorValue",
    "InfrastructureItem",
    "InterestPayment",
    "Machine",
    "MediaPiece",
    "PastPaper",
    "ProgressReport",
    "Project",
    "Quote",
    "Refusal",
    "Relocation",
    "Remark",
    "Survey",
    "Trademark",
    "VotedProduct",
    "Voting",
    "WastewaterPlant",
    "WaterTest",
    "cost_sums",
]  # fmt: skip
