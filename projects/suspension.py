"""Until when a stopped project is stopped, by the decision that stopped it: told wherever the project is listed."""

from projects.change_models import ChangeRequest, ChangeValue
from projects.project_models import Project


def tell_until(projects):
    """Give the suspended ones of these projects their `stopped_until`; returns the projects. One query at most."""
    stopped = {project.pk: project for project in projects if project.status == Project.Status.SUSPENDED}
    decided = ChangeValue.objects.filter(
        what=ChangeValue.What.UNTIL,
        change__kind=ChangeRequest.Kind.SUSPEND,
        change__status=ChangeRequest.Status.DECIDED,
        change__project__in=stopped,
    ).select_related("change")
    for row in decided.order_by("change__decided_at", "change"):  # the one decided last counts
        stopped[row.change.project_id].stopped_until = row.new
    return projects
