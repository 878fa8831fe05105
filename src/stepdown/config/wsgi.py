"""What the web server loads."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.config.settings")
# What is loaded stays, so no collection of garbage looks through it, now or later; and nobody's
# first page waits for it.
gc.disable()
application = get_wsgi_application()
import_module("stepdown.config.urls")
gc.freeze()
gc.set_threshold(50_000)  # a page makes thousands of objects, none of which is garbage
gc.enable()
