from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo, biểu mẫu"

    def ready(self):
        from core.menu import register_count
        from reports.waiting import waiting_count

        register_count("reports:home", waiting_count)
