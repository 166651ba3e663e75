from core.audit_models import AuditEntry, AuditLink, CasePart
from core.dates_models import SpecialDay
from core.document_models import Document
from core.idempotency_models import IdempotencyRecord

__all__ = ["AuditEntry", "AuditLink", "CasePart", "Document", "IdempotencyRecord", "SpecialDay"]
