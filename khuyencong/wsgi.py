"""What gunicorn serves. What the first request would import is imported here: once, before the workers are forked."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
application = get_wsgi_application()
reverse("login")  # every page, form and serializer comes with the table of addresses
gc.freeze()  # all this lives as long as the process: no worker need search it for garbage, nor copy its memory
