"""Industrial clusters: the report that founds or enlarges one, its detailed plan, its roads, water and power."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.fields import NFCCharField
from core.money import MoneyField, dong
from core.text import figure
from core.workflow import Objection
from establishments.models import IndustrialCluster
from projects.details.base import Family, Form, Row, Sheet, at_most, not_to_come, register, told_by

FOUNDING = "cluster_investment_report_establish"
INFRASTRUCTURE = "cluster_infrastructure"


class ClusterWork(Sheet):
    """Which cluster, over how many hectares, and the decision that came of it."""

    PLANNED = ("cluster", "hectares", "consultant")
    DONE = ("hectares_done", "decision_number", "decided_on", "decided_by")
    NEEDED = ("cluster", "hectares")
    NEEDED_DONE = ("hectares_done",)

    cluster = models.ForeignKey(
        IndustrialCluster, models.PROTECT, null=True, blank=True, related_name="works", verbose_name="cụm công nghiệp"
    )
    hectares = models.DecimalField(
        "diện tích lập báo cáo, quy hoạch, được phục vụ (ha)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    consultant = NFCCharField("đơn vị tư vấn dự kiến", max_length=200, blank=True)
    hectares_done = models.DecimalField(
        "diện tích được duyệt, được phục vụ (ha)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    decision_number = NFCCharField("số văn bản phê duyệt", max_length=100, blank=True)
    decided_on = models.DateField("ngày phê duyệt", null=True, blank=True)
    decided_by = NFCCharField("cơ quan phê duyệt", max_length=200, blank=True)

    class Meta:
        verbose_name = "nội dung cụm công nghiệp"
        constraints = [
            models.CheckConstraint(
                name="clusterwork_hectares_positive",
                condition=Q(hectares__gt=0) & Q(hectares_done__gt=0),
                violation_error_message="Diện tích phải lớn hơn 0.",
            )
        ]

    def clean(self):
        if errors := not_to_come(self, "decided_on"):
            raise ValidationError(errors)


class InfrastructureItem(Row):
    """A work of the cluster: levelling, a road, water, drainage. Its value in đồng without tax."""

    HEADING = "Hạng mục hạ tầng"

    class Kind(models.TextChoices):
        LEVELLING = "LEVELLING", "San lấp mặt bằng"
        ROAD = "ROAD", "Đường nội bộ"
        WATER = "WATER", "Cấp nước"
        DRAINAGE = "DRAINAGE", "Thoát nước"
        OTHER = "OTHER", "Hạng mục khác"

    PLANNED = ("kind", "name", "unit", "quantity", "value")
    DONE = ("quantity_done", "accepted_on")
    NEEDED = ("unit", "quantity", "value")
    NEEDED_DONE = ("quantity_done", "accepted_on")

    kind = models.CharField("loại hạng mục", max_length=12, choices=Kind)
    name = NFCCharField("tên hạng mục", max_length=200)
    unit = NFCCharField("đơn vị tính", max_length=40, blank=True)
    quantity = models.DecimalField("khối lượng được duyệt", max_digits=12, decimal_places=2, null=True, blank=True)
    value = MoneyField("giá trị chưa thuế GTGT", null=True, blank=True)
    quantity_done = models.DecimalField("khối lượng đã làm", max_digits=12, decimal_places=2, null=True, blank=True)
    accepted_on = models.DateField("ngày nghiệm thu hạng mục", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "hạng mục hạ tầng"
        constraints = [
            models.CheckConstraint(
                name="infrastructureitem_planned_positive",
                condition=Q(quantity__gt=0) & Q(value__gt=0),
                violation_error_message="Khối lượng, giá trị được duyệt phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="infrastructureitem_done_within_planned",
                condition=Q(quantity_done__gte=0) & Q(quantity_done__lte=F("quantity")),
                violation_error_message="Khối lượng đã làm không được âm và không vượt khối lượng được duyệt.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if errors := at_most(self, "quantity_done", "quantity") | not_to_come(self, "accepted_on"):
            raise ValidationError(errors)


def _work(project):
    return ClusterWork.objects.filter(project=project).select_related("cluster").first()


def the_cluster_fits(project):
    """A founding report is for a cluster still to be founded; everything else for one that a decision has founded."""
    work, found = _work(project), []
    code = project.category.code
    if code == INFRASTRUCTURE and not project.infrastructureitems.exists():
        found.append(Objection("Chưa kê hạng mục hạ tầng nào"))
    cluster = work and work.cluster
    if cluster is None:
        return found
    if code == FOUNDING and cluster.is_established:
        found.append(
            Objection(
                f"“{cluster}” đã thành lập, không lập báo cáo thành lập nữa", found=str(cluster.decision_number),
                needed="cụm chưa có quyết định thành lập",
            )
        )  # fmt: skip
    if code != FOUNDING and not cluster.is_established:
        found.append(
            Objection(
                f"“{cluster}” chưa có quyết định thành lập ghi trong danh mục cụm công nghiệp",
                way=("Mở trang của cụm", cluster.get_absolute_url()),
            )
        )
    within = code in (INFRASTRUCTURE, "cluster_detailed_plan")
    if within and work.hectares and cluster.hectares and work.hectares > cluster.hectares:
        found.append(
            Objection(
                f"Diện tích lớn hơn diện tích của “{cluster}”", found=f"{figure(work.hectares)} ha",
                needed=f"không quá {figure(cluster.hectares)} ha",
            )
        )  # fmt: skip
    return found


def the_decision_is_there(project):
    """A report or plan is done when it was approved; works are done when each was accepted (their rows say so)."""
    work = _work(project)
    if project.category.code == INFRASTRUCTURE or work is None:
        return []
    lacking = work.lacking(("decision_number", "decided_on", "decided_by"))
    return [Objection(f"Chưa ghi văn bản phê duyệt: {', '.join(lacking)}")] if lacking else []


def works_were_done(project):
    """As much of each as was approved; less is work done in part."""
    return [
        Objection(
            f"“{item}” chưa làm đủ",
            found=f"{figure(item.quantity_done)} {item.unit}".strip(),
            needed=f"{figure(item.quantity)} {item.unit}".strip(),
        )
        for item in project.infrastructureitems.all()
        if None not in (item.quantity, item.quantity_done) and item.quantity_done < item.quantity
    ]


def done_in_full(project):
    return the_decision_is_there(project) + works_were_done(project)


def by_cluster(work):
    return ((work.project.category.code, work.cluster_id), str(work.cluster)) if work.cluster_id else None


def _sums(project):
    items = list(project.infrastructureitems.all())
    return [("Cộng giá trị hạng mục", dong(sum(item.value or 0 for item in items)))] if items else []


def _figures(project):
    """One report or plan, its hectares; a decision is what makes it done."""
    work = _work(project)
    if work is None:
        return {}
    done = 1 if work.decision_number else None
    hectares = work.hectares, work.hectares_done
    return {"reports": (1, done), "plans": (1, done), "hectares": hectares, "hectares_served": hectares}


register(
    Family(
        Form.CLUSTER,
        sheet=ClusterWork,
        rows=(InfrastructureItem,),
        filing=the_cluster_fits,
        completion=done_in_full,
        content=told_by(ClusterWork, by_cluster),
        counted=lambda project: 1,  # the sheet tells one cluster, one report
        computed=_sums,
        figures=_figures,
    )
)
