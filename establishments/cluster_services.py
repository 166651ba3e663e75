"""Industrial clusters are entered from their decisions by the Department or the Centre; nothing else writes them."""

from django.db import transaction

from core.access import require
from core.audit import record
from core.facts import facts_of
from establishments.models import IndustrialCluster

SHOWN = ["name", "area", "hectares", "hectares_leased", "decision_number", "decided_on", "decided_by", "note"]


@transaction.atomic
def save_cluster(cluster, *, by):
    """Enter a cluster or bring its figures up to date. Raises ValidationError {field: sentences}."""
    require(by, "establishments.save_establishment")
    before = None
    if cluster.pk:
        stored = IndustrialCluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
        before = facts_of(stored, SHOWN)
        cluster.created_by, cluster.illustrative = stored.created_by, stored.illustrative
    else:
        cluster.created_by = by
    cluster.full_clean()
    cluster.save()
    verb = "correct" if before else "enter"
    record(cluster, f"establishments.industrialcluster.{verb}", by=by, before=before, after=facts_of(cluster, SHOWN))
    return cluster
