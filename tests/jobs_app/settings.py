"""The program's own settings with the test's room added: what worker and beat of tests/core/test_jobs.py run under."""

from khuyencong.settings import *  # noqa: F403
from khuyencong.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs_app"]
