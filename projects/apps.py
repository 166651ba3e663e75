from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Đề án"

    def ready(self):
        from norms.impact import register_open_cases
        from projects.ceilings import open_limits

        register_open_cases(open_limits)
