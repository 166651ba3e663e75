from reports.run_models import ReportRun

__all__ = ["ReportRun"]
