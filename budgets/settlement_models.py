from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budgets.correction_models import Correctable, StandingMixin
from budgets.estimate_models import entered_once
from budgets.scope import OfProjectQuerySet, UnitQuerySet
from core.access import ScopedQuerySet
from core.money import MoneyField, dong


class SettlementQuerySet(OfProjectQuerySet):
    def for_list(self):
        return self.select_related("project__category", "project__area", "unit", "book_year")


class Settlement(models.Model):
    """The account of one project in one budget year: vouchers in, `support_final` out, one ledger act at approval.

    The amounts are frozen by the director's approval; until then they are computed (budgets/settling.py). `notice_on`:
    the last notice by which the Department sent it back; each stays as a paper of its step.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang lập"
        SUBMITTED = "SUBMITTED", "Đã nộp, Sở đang xét duyệt"
        RETURNED = "RETURNED", "Sở trả lại để bổ sung"
        REVIEWED = "REVIEWED", "Sở đã xét duyệt, thông báo xét duyệt"
        APPROVED = "APPROVED", "Đã duyệt quyết toán"

    SENT = (Status.SUBMITTED, Status.REVIEWED, Status.APPROVED)  # the account is told: no payment changes it any more
    STATUS_TONE = {"DRAFT": "da", "SUBMITTED": "nghe", "RETURNED": "son", "REVIEWED": "lam", "APPROVED": "la"}

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="settlements", verbose_name="đề án")
    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="settlements")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    submitted_on = models.DateField("ngày nộp", null=True, blank=True, editable=False)
    notice_number = models.CharField("số thông báo trả lại", max_length=100, blank=True, editable=False)
    notice_on = models.DateField("ngày thông báo trả lại", null=True, blank=True, editable=False)
    approved_on = models.DateField("ngày duyệt", null=True, blank=True, editable=False)
    accepted_cost = MoneyField("chi phí được chấp nhận (đồng)", null=True, blank=True, editable=False)
    support_final = MoneyField("kinh phí hỗ trợ quyết toán (đồng)", null=True, blank=True, editable=False)
    steps = models.JSONField(default=list, editable=False, encoder=DjangoJSONEncoder)
    cleared = MoneyField("thanh toán tạm ứng (đồng)", null=True, blank=True, editable=False)
    recovered = MoneyField("phải thu hồi (đồng)", null=True, blank=True, editable=False)
    released = MoneyField("trả về dự toán (đồng)", null=True, blank=True, editable=False)
    remark = models.TextField("thuyết minh", blank=True)
    illustrative = models.BooleanField("minh họa", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["-book_year__year", "project__code"]
        verbose_name = "quyết toán đề án"
        constraints = [
            models.UniqueConstraint(
                name="settlement_once_per_project_and_year",
                fields=["project", "book_year"],
                violation_error_message="Đề án đã có hồ sơ quyết toán của năm này.",
            ),
            models.CheckConstraint(
                name="settlement_approved_is_frozen",
                condition=~Q(status="APPROVED")
                | Q(accepted_cost__isnull=False, support_final__isnull=False, approved_on__isnull=False),
                violation_error_message="Quyết toán đã duyệt phải có đủ số liệu.",
            ),
        ]

    def __str__(self):
        return f"Quyết toán {self.project.code} năm {self.book_year.year}"

    def get_absolute_url(self):
        return reverse("budgets:settlement", args=[self.pk])


class VoucherQuerySet(OfProjectQuerySet):
    area_path = "settlement__project__area"
    date_path = "settlement__project__filed_on"
    unit_paths = ("settlement__unit", "settlement__project__implementing_organisation")


class Voucher(models.Model):
    """A line of the voucher list (forms 8a, 8b): the seller's paper, who paid which part, the decision.

    An invoice is known by tax code, form, number and date; a receipt of somebody without a tax code by the payee's
    name, number and date, and names that person's identity paper or address (budgets/invoices.py).

    `commitment`: under whose contract it is a cost, asked where several parties have one (budgets/whose_vouchers.py).

    The Department's officer decides; Finance may ask or disallow afterwards. The image is an attached document.
    """

    class Kind(models.TextChoices):
        INVOICE = "INVOICE", "Hóa đơn"
        RECEIPT = "RECEIPT", "Biên nhận, bảng kê không có hóa đơn"

    class Form(models.TextChoices):
        STATE = "8a", "Mẫu 8a (ngân sách hỗ trợ)"
        ALL_SOURCES = "8b", "Mẫu 8b (các nguồn)"

    class Decision(models.TextChoices):
        PENDING = "PENDING", "Chưa xem"
        AGREED = "AGREED", "Đồng ý"
        REFUSED = "REFUSED", "Không chấp nhận"
        ASKED = "ASKED", "Hỏi lại"

    class Examined(models.TextChoices):
        NONE = "NONE", "Chưa có ý kiến"
        LOOKED = "LOOKED", "Đã xem"
        ASKED = "ASKED", "Hỏi lại"
        DISALLOWED = "DISALLOWED", "Xuất toán"

    class Reason(models.TextChoices):
        WRONG_PURPOSE = "WRONG_PURPOSE", "Không đúng nội dung được duyệt"
        NOT_IN_ESTIMATE = "NOT_IN_ESTIMATE", "Ngoài dự toán, hợp đồng"
        OVER_PRICE = "OVER_PRICE", "Vượt đơn giá, định mức"
        BAD_PAPER = "BAD_PAPER", "Chứng từ không hợp lệ"
        OUT_OF_TIME = "OUT_OF_TIME", "Ngoài thời gian thực hiện"
        DOUBLE = "DOUBLE", "Trùng chứng từ"
        OTHER = "OTHER", "Lý do khác"

    DECISION_TONE = {"PENDING": "da", "AGREED": "la", "REFUSED": "son", "ASKED": "nghe"}

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="vouchers")
    commitment = models.ForeignKey(
        "budgets.Commitment", models.PROTECT, null=True, blank=True, related_name="vouchers",
        verbose_name="hợp đồng, đơn vị thụ hưởng",
    )  # fmt: skip
    no = models.PositiveSmallIntegerField("số thứ tự")
    form = models.CharField("mẫu", max_length=2, choices=Form, default=Form.ALL_SOURCES)
    kind = models.CharField(
        "loại chứng từ", max_length=10, choices=Kind, default=Kind.INVOICE,
        help_text="Không có hóa đơn: bảng kê thu mua, biên nhận, giấy nhận tiền, danh sách học viên ký nhận.",
    )  # fmt: skip
    seller_name = models.CharField("bên bán, người nhận tiền", max_length=200)
    seller_tax_code = models.CharField("mã số thuế", max_length=20, blank=True, help_text="Hóa đơn phải ghi.")
    payee_paper = models.CharField(
        "số CCCD, giấy tờ của người nhận tiền", max_length=60, blank=True,
        help_text="Không có hóa đơn: ghi số này hoặc địa chỉ.",
    )  # fmt: skip
    payee_address = models.CharField("địa chỉ người nhận tiền", max_length=200, blank=True)
    invoice_form = models.CharField(
        "ký hiệu mẫu, ký hiệu hóa đơn", max_length=30, blank=True, help_text="Hóa đơn phải ghi, ví dụ 1C22TAA."
    )
    invoice_number = models.CharField("số hóa đơn, chứng từ", max_length=30)
    invoice_date = models.DateField("ngày hóa đơn, chứng từ")
    content = models.CharField("nội dung", max_length=300)
    amount_without_vat = MoneyField("giá trị trước thuế (đồng)")
    vat = MoneyField("thuế GTGT (đồng)", default=0)
    invoice_total = MoneyField("tổng cộng trên hóa đơn (đồng)")
    state_share = MoneyField("nguồn khuyến công (đồng)", default=0)
    counterpart_share = MoneyField("nguồn đối ứng, nguồn khác (đồng)", default=0)
    decision = models.CharField("kết quả", max_length=10, choices=Decision, default=Decision.PENDING, editable=False)
    accepted_amount = MoneyField("giá trị chấp nhận trước thuế (đồng)", null=True, blank=True, editable=False)
    reason = models.CharField("lý do", max_length=20, choices=Reason, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    examined = models.CharField("Sở Tài chính", max_length=10, choices=Examined, default=Examined.NONE, editable=False)
    disallowed_amount = MoneyField("kinh phí hỗ trợ bị xuất toán (đồng)", default=0, editable=False)
    disallowed_why = models.TextField("lý do xuất toán", blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.TextField(blank=True, editable=False)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ["settlement", "no"]
        verbose_name = "chứng từ"
        constraints = [
            models.UniqueConstraint(name="voucher_no_once", fields=["settlement", "no"]),
            models.CheckConstraint(
                name="voucher_amount_positive",
                condition=Q(amount_without_vat__gt=0),
                violation_error_message="Giá trị chứng từ phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="voucher_shares_are_the_amount",
                condition=Q(amount_without_vat=F("state_share") + F("counterpart_share") - F("vat"))
                | Q(amount_without_vat=F("state_share") + F("counterpart_share")),
                violation_error_message=(
                    "Nguồn khuyến công cộng nguồn đối ứng phải bằng giá trị chứng từ (trước thuế hoặc gồm thuế)."
                ),
            ),
            models.CheckConstraint(
                name="voucher_within_its_invoice",
                condition=Q(invoice_total__gte=F("amount_without_vat") + F("vat")),
                violation_error_message="Giá trị kê không được vượt tổng cộng trên hóa đơn.",
            ),
            models.CheckConstraint(
                name="voucher_accepted_within_amount",
                condition=Q(accepted_amount__isnull=True) | Q(accepted_amount__lte=F("amount_without_vat")),
                violation_error_message="Giá trị chấp nhận không được vượt giá trị chứng từ.",
            ),
            models.CheckConstraint(
                name="voucher_decided_has_amount",
                condition=Q(decision__in=["PENDING", "ASKED"]) | Q(accepted_amount__isnull=False),
                violation_error_message="Chứng từ đã quyết phải có giá trị chấp nhận.",
            ),
        ]
        indexes = [
            models.Index(fields=["seller_tax_code", "invoice_number"], name="voucher_invoice"),
            models.Index(fields=["invoice_date"], name="voucher_invoice_date"),
        ]

    def __str__(self):
        return f"Chứng từ {self.no}: {self.content}"

    def get_absolute_url(self):
        return reverse("budgets:desk", args=[self.settlement_id, self.no])

    def clean(self):
        """The two sums of the paper, told with the figures found; the constraints hold them for whoever comes past."""
        net, vat, total = self.amount_without_vat, self.vat, self.invoice_total
        state, other = self.state_share, self.counterpart_share
        faults = {}
        if None not in (net, vat, state, other) and state + other not in (net, net + vat):
            passes = dong(net) if not vat else f"{dong(net)} (trước thuế) hoặc {dong(net + vat)} (gồm thuế)"
            faults["state_share"] = (
                f"Nguồn khuyến công {dong(state)} cộng nguồn đối ứng {dong(other)} là {dong(state + other)}; "
                f"phải bằng giá trị chứng từ: {passes}."
            )
        if None not in (net, vat, total) and net + vat > total:
            faults["invoice_total"] = (
                f"Giá trị kê {dong(net)} cộng thuế {dong(vat)} là {dong(net + vat)}, vượt tổng cộng {dong(total)} trên "
                f"hóa đơn; kê không quá {dong(total)}, hoặc ghi lại tổng cộng đúng như hóa đơn."
            )
        if faults:
            raise ValidationError(faults)

    @property
    def papers_stand(self):
        """The account that lists it has been sent."""
        return self.settlement.status in Settlement.SENT

    @property
    def papers_rest_with(self):
        """What takes the step by which they stand."""
        return [self.settlement]

    @property
    def is_receipt(self):
        return self.kind == self.Kind.RECEIPT

    @property
    def paper_word(self):
        return "Chứng từ" if self.is_receipt else "Hóa đơn"

    @property
    def seller_words(self):
        """Who sold or was paid, and what tells who that is: "Công ty A (MST 3000…)", "Lê B (giấy tờ 0380…; Xã C)"."""
        code = self.seller_tax_code and f"MST {self.seller_tax_code}"
        told = [code, self.payee_paper and f"giấy tờ {self.payee_paper}", self.payee_address]
        return f"{self.seller_name} ({'; '.join(filter(None, told))})" if any(told) else self.seller_name


class VoucherRemark(models.Model):
    """A question on a voucher, its answer, or a remark; tied to the line, never removed."""

    class Kind(models.TextChoices):
        QUESTION = "QUESTION", "Hỏi"
        ANSWER = "ANSWER", "Trả lời"
        REMARK = "REMARK", "Ghi chú"

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField("nội dung")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "trao đổi về chứng từ"

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}"


class MoneyBack(Correctable):
    """Money that has come back: restored inside the year, or refunded to the budget after it.

    It was to be recovered, or (`of_advance`) it is an advance that a project which goes on returns unspent.
    """

    class Kind(models.TextChoices):
        RESTORE = "RESTORE", "Nộp khôi phục dự toán"
        REFUND = "REFUND", "Nộp trả ngân sách"

    commitment = models.ForeignKey("budgets.Commitment", models.PROTECT, related_name="money_back")
    of_advance = models.BooleanField(
        "nộp trả tạm ứng", default=False,
        help_text="Đề án còn thực hiện, nộp lại tiền đã tạm ứng. Để trống khi nộp khoản phải thu hồi.",
    )  # fmt: skip
    kind = models.CharField("loại", max_length=10, choices=Kind)
    amount = MoneyField("số tiền (đồng)")
    treasury_number = models.CharField("số chứng từ Kho bạc", max_length=100)
    dated_on = models.DateField("ngày nộp")
    illustrative = models.BooleanField("minh họa", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class MoneyBackQuerySet(StandingMixin, ScopedQuerySet):
        def visible_to(self, user):
            from budgets.commitment_models import Commitment

            return self.filter(commitment__in=Commitment.objects.visible_to(user))

        def returned_advances(self):
            """Of projects that go on, and not taken back."""
            return self.standing().filter(of_advance=True)

    objects = MoneyBackQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "-pk"]
        verbose_name = "khoản nộp lại"
        constraints = [
            entered_once(
                "moneyback_entered_once",
                "commitment",
                "kind",
                "dated_on",
                number="treasury_number",
                message="Chứng từ nộp này đã ghi: cùng hợp đồng, loại, số và ngày. Ghi sai thì hủy ghi rồi ghi lại.",
            ),
            models.CheckConstraint(
                name="moneyback_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Số tiền nộp phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return f"{self.what} {self.treasury_number}"

    @property
    def what(self):
        if not self.of_advance:
            return self.get_kind_display()
        ends = "khôi phục dự toán" if self.kind == self.Kind.RESTORE else "nộp ngân sách"
        return f"Nộp trả tạm ứng, {ends}"

    def get_absolute_url(self):
        return self.commitment.get_absolute_url()


class YearAccount(models.Model):
    """The year's account of a unit and source: the Department consolidates, Finance examines down to any voucher.

    Budget years to 2024 call Finance's act *thẩm định*, later ones *kiểm tra, tổng hợp* (TT 26/2026 đ.20, đ.37.3).
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang tổng hợp"
        CONSOLIDATED = "CONSOLIDATED", "Sở Công Thương đã tổng hợp, gửi Sở Tài chính"
        EXAMINING = "EXAMINING", "Sở Tài chính kiểm tra, tổng hợp"
        NOTICE_ISSUED = "NOTICE_ISSUED", "Sở Tài chính đã thông báo"
        CORRECTED = "CORRECTED", "Đã điều chỉnh theo thông báo"
        FINAL = "FINAL", "Đã quyết toán"

    # Finance has spoken: what it disallowed is being recovered, nothing is added.
    NOTICED = (Status.NOTICE_ISSUED, Status.CORRECTED, Status.FINAL)
    STATUS_TONE = {
        "DRAFT": "da", "CONSOLIDATED": "nghe", "EXAMINING": "lam", "NOTICE_ISSUED": "nghe", "CORRECTED": "lam",
        "FINAL": "la",
    }  # fmt: skip

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="year_accounts")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    status = models.CharField("trạng thái", max_length=15, choices=Status, default=Status.DRAFT, editable=False)
    totals = models.JSONField("số liệu khi tổng hợp", default=dict, editable=False, encoder=DjangoJSONEncoder)
    consolidated_on = models.DateField("ngày tổng hợp", null=True, blank=True, editable=False)
    notice_number = models.CharField("số thông báo", max_length=100, blank=True, editable=False)
    notice_on = models.DateField("ngày thông báo", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["-book_year__year", "unit"]
        verbose_name = "quyết toán năm của đơn vị"
        constraints = [
            models.UniqueConstraint(
                name="yearaccount_once",
                fields=["book_year", "unit"],
                violation_error_message="Đơn vị đã có quyết toán của năm và nguồn này.",
            )
        ]

    def __str__(self):
        return f"Quyết toán năm {self.book_year.year} của {self.unit}, {self.book_year.source_words}"

    def get_absolute_url(self):
        return reverse("budgets:year_account", args=[self.pk])

    @property
    def way_back(self):
        """How an account that was sent is opened again, in words that end a refusal; "" once Finance has spoken."""
        return "" if self.status in self.NOTICED else "; cần Sở Tài chính trả lại quyết toán năm để tổng hợp lại"
