import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Area, Organisation, User
from core.audit import was_done
from core.dates import ngay
from core.fields import NFCTextField
from core.money import dong
from establishments.models import Establishment
from norms.models import DeciderRule
from norms.words import number_words
from projects.changed_lists import LISTS
from projects.project_models import Beneficiary, OfProjectQuerySet, PresentRows, Project


class ChangeRequestQuerySet(OfProjectQuerySet):
    def visible_to(self, user):
        """Of the projects in reach; what was never sent is seen by the office of whoever writes it alone."""
        sent = was_done(self.model, "projects.changerequest.send")
        kept_back = Q(status=ChangeRequest.Status.DRAFT) | Q(status=ChangeRequest.Status.WITHDRAWN) & ~Q(sent)
        own = Q(created_by__organisation=getattr(user, "organisation", None))
        return super().visible_to(user).filter(own | ~kept_back)

    def for_list(self):
        return self.select_related("project__category", "created_by").prefetch_related("values", "project__indicators")


class ChangeRequest(models.Model):
    """A request to change an approved project (T36 đ.11), with what it decides and who decides it."""

    class Kind(models.TextChoices):
        AMEND = "AMEND", "Điều chỉnh nội dung, địa điểm, thời gian, kinh phí"
        BENEFICIARY = "BENEFICIARY", "Thay đơn vị thụ hưởng"
        COORDINATOR = "COORDINATOR", "Thay đơn vị phối hợp"
        EXTEND = "EXTEND", "Gia hạn thời gian thực hiện"
        SUSPEND = "SUSPEND", "Tạm dừng thực hiện"
        RESUME = "RESUME", "Tiếp tục thực hiện"
        TERMINATE = "TERMINATE", "Ngừng thực hiện"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang lập đề nghị"
        SENT = "SENT", "Đã gửi Sở, chờ kiểm tra thực tế"
        RETURNED = "RETURNED", "Trả lại để bổ sung"
        CHECKED = "CHECKED", "Đã kiểm tra, chờ quyết định"
        DECIDED = "DECIDED", "Đã quyết định cho thay đổi"
        REFUSED = "REFUSED", "Không được chấp thuận"
        WITHDRAWN = "WITHDRAWN", "Đã rút đề nghị"

    STATUS_TONE = {"SENT": "nghe", "CHECKED": "nghe", "DECIDED": "la"}
    EDITABLE = (Status.DRAFT, Status.RETURNED)
    OPEN = (Status.DRAFT, Status.SENT, Status.RETURNED, Status.CHECKED)

    project = models.ForeignKey(Project, models.PROTECT, related_name="change_requests", verbose_name="đề án")
    kind = models.CharField("loại thay đổi", max_length=12, choices=Kind)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    reason = NFCTextField("lý do")
    leaving = models.ForeignKey(
        Beneficiary, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị thôi thụ hưởng"
    )
    joining = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị thay thế"
    )
    checked_on = models.DateField("ngày kiểm tra thực tế", null=True, editable=False)
    check_note = NFCTextField("kết quả kiểm tra thực tế", blank=True, editable=False)
    decider = models.CharField("cấp quyết định", max_length=20, choices=DeciderRule.Decider, blank=True, editable=False)
    decided_at = models.DateTimeField("ghi nhận quyết định lúc", null=True, editable=False)  # the last one counts
    decided_on = models.DateField("ngày quyết định", null=True, editable=False)  # on its paper
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "đề nghị thay đổi"
        verbose_name_plural = "đề nghị thay đổi"
        constraints = [
            models.CheckConstraint(
                name="change_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Đề nghị thay đổi phải nêu lý do.",
            ),
            models.CheckConstraint(
                name="change_of_beneficiary_names_both",
                condition=Q(kind="BENEFICIARY", leaving__isnull=False, joining__isnull=False)
                | (~Q(kind="BENEFICIARY") & Q(leaving=None, joining=None)),
                violation_error_message="Thay đơn vị thụ hưởng phải nêu đơn vị thôi và đơn vị thay.",
            ),
            models.CheckConstraint(
                name="change_checked_before_it_is_decided",
                condition=~Q(status__in=["CHECKED", "DECIDED", "REFUSED"])
                | (Q(checked_on__isnull=False) & ~Q(check_note="")),
                violation_error_message="Phải kiểm tra thực tế trước khi quyết định.",
            ),
            models.CheckConstraint(
                name="change_decided_by_somebody",
                condition=~Q(status="DECIDED")
                | (~Q(decider="") & Q(decided_at__isnull=False) & Q(decided_on__isnull=False)),
                violation_error_message="Quyết định phải ghi cấp quyết định và ngày.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.project.code}"

    def get_absolute_url(self):
        return reverse("projects:change", args=[self.pk])

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    @property
    def papers_stand(self):
        """Once sent, its papers are what was checked and decided on."""
        return self.status not in self.EDITABLE

    @property
    def next_words(self):
        """Whose turn it is, in a few words; nothing once it is over."""
        return {
            "DRAFT": "gửi Sở Công Thương", "RETURNED": "đơn vị bổ sung, gửi lại", "SENT": "Sở kiểm tra thực tế",
            "CHECKED": "ghi nhận quyết định",
        }.get(self.status, "")  # fmt: skip

    def value(self, what):
        """The new value of one thing it changes (đồng, date, text or id), None when it leaves that alone."""
        row = next((row for row in self.values.all() if row.what == what), None)
        return row.new if row else None

    def asked_values(self):
        """{what: new value} as its rows say, records read again."""
        return {row.what: row.asked for row in self.values.all() if row.what != ChangeValue.What.BENEFICIARY}

    @property
    def sentences(self):
        """What would be, or was, changed, one sentence each."""
        whole = {"RESUME": "Tiếp tục thực hiện đề án.", "TERMINATE": "Ngừng thực hiện đề án."}
        found = [whole[self.kind]] if self.kind in whole else []
        return found + [row.sentence for row in self.values.all()]


class ChangeValue(models.Model):
    """One thing a request changes: how it stands and how it shall stand, as stored and in words."""

    class What(models.TextChoices):
        TITLE = "title", "Tên đề án"
        UNITS = "units", "Số lượng được duyệt"
        COURSES = "courses", "Lớp"
        TRADEMARKS = "trademarks", "Nhãn hiệu"
        MEDIA_PIECES = "mediapieces", "Sản phẩm truyền thông"
        PARTICIPANTS = "fairparticipants", "Cơ sở tham gia hội chợ"
        PRODUCTS = "votedproducts", "Sản phẩm dự bình chọn"
        BENEFICIARIES = "beneficiaries", "Đơn vị thụ hưởng được hỗ trợ"
        MACHINES = "machines", "Máy móc, thiết bị được duyệt"
        QUOTES = "quotes", "Báo giá"
        COST_ITEMS = "cost_items", "Dự toán"
        ELIGIBLE_COST = "eligible_cost", "Chi phí làm căn cứ tính mức hỗ trợ"
        TARGETS = "targets", "Chỉ tiêu kế hoạch"
        OBJECTIVE = "objective", "Mục tiêu"
        SCALE = "scale", "Quy mô"
        CONTENT = "content", "Nội dung thực hiện"
        PLACE = "place", "Địa điểm cụ thể"
        AREA = "area", "Xã, phường (huyện)"
        STARTS_ON = "starts_on", "Ngày bắt đầu"
        ENDS_ON = "ends_on", "Ngày kết thúc"
        SUPPORT = "support", "Kinh phí khuyến công hỗ trợ"
        COORDINATOR = "coordinating_organisation", "Đơn vị phối hợp"
        BENEFICIARY = "beneficiary", "Đơn vị thụ hưởng"
        UNTIL = "until", "Tạm dừng đến ngày"

    DATES = (What.STARTS_ON, What.ENDS_ON, What.UNTIL)
    RECORDS = {What.AREA: Area, What.COORDINATOR: Organisation}

    change = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="values")
    what = models.CharField("thay đổi", max_length=30, choices=What)
    before = models.JSONField("đang là", null=True)
    after = models.JSONField("đổi thành", null=True)
    before_words = NFCTextField("đang là (bằng chữ)", blank=True)
    after_words = NFCTextField("đổi thành (bằng chữ)", blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)  # no longer asked for when it was sent

    objects = PresentRows()

    class Meta:
        ordering = ["pk"]
        verbose_name = "giá trị thay đổi"
        verbose_name_plural = "giá trị thay đổi"
        constraints = [
            models.UniqueConstraint(
                name="changevalue_once",
                fields=["change", "what"],
                condition=Q(removed_at=None),
                violation_error_message="Mỗi mục chỉ đổi một lần trong một đề nghị.",
            )
        ]

    def __str__(self):
        return self.sentence

    @classmethod
    def stored(cls, what, value):
        """As JSON keeps it: a date in ISO, a record by its id."""
        if isinstance(value, datetime.date):
            return value.isoformat()
        return getattr(value, "pk", value)

    @classmethod
    def words(cls, what, value, project):
        """As people read it; a number is told with what the project's kind of support counts."""
        if value is None or value == "":
            return ""
        if what in (cls.What.SUPPORT, cls.What.ELIGIBLE_COST):
            return dong(value)
        if what in LISTS:
            return LISTS[what].words(value)
        if what == cls.What.UNITS:
            return f"{number_words(value)} {project.category.unit}".strip()
        return ngay(value) if isinstance(value, datetime.date) else str(value)

    @property
    def new(self):
        """The new value as the project takes it; a record stays its id."""
        return datetime.date.fromisoformat(self.after) if self.what in self.DATES and self.after else self.after

    @property
    def asked(self):
        """The new value with a record in place of its id."""
        model = self.RECORDS.get(self.what)
        return model.objects.get(pk=self.after) if model and self.after else self.new

    @property
    def parts(self):
        """[(label, before, after)] in words; of a list only the lines that differ."""
        label = self.get_what_display()
        if self.what not in LISTS:
            return [(label, self.before_words, self.after_words)]
        kept = LISTS[self.what]
        return [
            (kept.called_in(label, new or old), old and kept.line_words(old), new and kept.line_words(new))
            for _, old, new in kept.differences(self.before, self.after)
        ]

    @property
    def sentence(self):
        if self.what in LISTS:
            return f"Đổi {self.get_what_display().lower()}: {LISTS[self.what].told(self.before, self.after)}."
        old, new = self.before_words or "chưa ghi", self.after_words or "để trống"
        if self.what == self.What.SUPPORT:
            verb, to = ("Tăng", "lên") if self.after > (self.before or 0) else ("Giảm", "xuống")
            return f"{verb} kinh phí khuyến công hỗ trợ từ {old} {to} {new}."
        if self.what == self.What.ENDS_ON and self.before and self.after > self.before:
            return f"Kéo dài thời gian thực hiện từ {old} đến {new}."
        if self.what == self.What.UNTIL:
            return f"Tạm dừng thực hiện đến {new}."
        if self.what in (self.What.BENEFICIARY, self.What.COORDINATOR):
            return f"Thay {self.get_what_display().lower()} “{old}” bằng “{new}”."
        if self.what == self.What.UNITS:
            verb, to = ("Tăng", "lên") if self.after > (self.before or 0) else ("Giảm", "xuống")
            return f"{verb} {self.get_what_display().lower()} từ {old} {to} {new}."
        if self.what in (self.What.STARTS_ON, self.What.ENDS_ON, self.What.ELIGIBLE_COST):
            return f"Đổi {self.get_what_display().lower()} từ {old} thành {new}."
        return f"Đổi {self.get_what_display().lower()} từ “{old}” thành “{new}”."


def decided_supports(project):
    """The rows of a project (or an OuterRef to one) that say a decided support, the one recorded last first."""
    rows = ChangeValue.objects.filter(
        what=ChangeValue.What.SUPPORT, change__status=ChangeRequest.Status.DECIDED, change__project=project
    )
    return rows.order_by("-change__decided_at", "-change")
