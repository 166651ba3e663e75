from inspections.acceptance_models import Acceptance, AcceptanceBatch, PlaceResult
from inspections.inspection_models import Finding, Inspection

__all__ = ["Acceptance", "AcceptanceBatch", "Finding", "Inspection", "PlaceResult"]
