from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Ngày nghỉ, nhật ký"

    def ready(self):
        autodiscover_modules("audit_words")  # how each app's acts read in the trail
