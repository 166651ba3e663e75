"""Two questions a machine asks: is the process alive (/healthz), and may it take requests (/readyz)?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from khuyencong.celery import app

BROKER_PATIENCE = 2  # seconds


@login_not_required
@never_cache
@require_safe
def alive(request):
    """200 as long as the process answers at all; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers():
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_PATIENCE)
            broker.default_channel.client.ping()
    except Exception:  # each broker library has its own errors; all of them mean no
        return False
    return True


def migrated():
    """Whether the database has every table this code expects."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@login_not_required
@never_cache
@require_safe
def ready(request):
    """200 with {"database", "migrations", "broker"} all true, else 503 saying which is not."""
    database = database_answers()
    answer = {"database": database, "migrations": database and migrated(), "broker": broker_answers()}
    return JsonResponse(answer, status=200 if all(answer.values()) else 503)


urlpatterns = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]
