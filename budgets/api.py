from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from budgets import vouchers as acts
from budgets.advances import open_advances
from budgets.annexes import ANNEX_FLOW
from budgets.api_claims import ROUTES as CLAIM_ROUTES
from budgets.api_correction import ROUTES as CORRECTION_ROUTES
from budgets.api_treasury import ROUTES as TREASURY_ROUTES
from budgets.api_year_end import ROUTES as YEAR_END_ROUTES
from budgets.api_year_end import YearEndMixin
from budgets.commitments import COMMITMENT_FLOW, record_liquidation
from budgets.estimate import ALLOCATION_FLOW
from budgets.filters import CommitmentFilter, PaymentFilter, SettlementFilter, SheetFilter, VoucherFilter
from budgets.models import (
    AllocationSheet,
    Annex,
    Appropriation,
    Assignment,
    Commitment,
    MoneyBack,
    PaymentRequest,
    Settlement,
    Voucher,
    YearAccount,
)
from budgets.money_back import close_project
from budgets.owed import owed
from budgets.papers import attach_contract_paper, attach_paper, paper_rows
from budgets.payments import PAYMENT_FLOW
from budgets.recovery_letters import record_letter
from budgets.serializers import (
    AdvancesQuery,
    AllocationSheetSerializer,
    AnnexSerializer,
    AppropriationSerializer,
    AssignmentSerializer,
    CommitmentSerializer,
    ContractPaperSerializer,
    LiquidationSerializer,
    OpenAdvanceSerializer,
    PaymentPaperRowSerializer,
    PaymentPaperSerializer,
    PaymentSerializer,
)
from budgets.settlement_serializers import (
    DecisionSerializer,
    ExaminationSerializer,
    FiguresSerializer,
    MoneyBackSerializer,
    NoteSerializer,
    OwedSerializer,
    RecoveryLetterSerializer,
    SettlementPressSerializer,
    SettlementSerializer,
    TextSerializer,
    VoucherSerializer,
    YearAccountSerializer,
    figures_of,
)
from budgets.settlements import SETTLEMENT_FLOW
from budgets.year_accounts import YEAR_FLOW
from core.api import EnterViewSet, PressMixin, ReadViewSet, RecordViewSet
from core.dates import today
from core.document_api import DocumentSerializer
from core.documents import documents_of
from ledger.models import BookYear

MONEY = "budgets.view_money"


class BookYearSerializer(serializers.ModelSerializer):
    class Meta:
        model = BookYear
        fields = ["id", "year", "tier", "source", "chapter", "category", "item", "state"]


class BookYearViewSet(YearEndMixin, ReadViewSet):
    read_permission = MONEY
    queryset = BookYear.objects.order_by("-year", "tier", "pk")
    serializer_class = BookYearSerializer
    filterset_fields = ["year", "tier"]

    def get_queryset(self):
        return BookYear.objects.order_by("-year", "tier", "pk")


class AppropriationViewSet(EnterViewSet):
    read_permission = MONEY
    queryset = Appropriation.objects.all()
    serializer_class = AppropriationSerializer
    filterset_fields = ["book_year", "unit", "kind"]


class AssignmentViewSet(EnterViewSet):
    read_permission = MONEY
    queryset = Assignment.objects.all()
    serializer_class = AssignmentSerializer
    filterset_fields = ["book_year", "to_unit"]


class AllocationSheetViewSet(PressMixin, EnterViewSet):
    read_permission = MONEY
    queryset = AllocationSheet.objects.prefetch_related("rows__line")
    serializer_class = AllocationSheetSerializer
    filterset_class = SheetFilter
    workflow = ALLOCATION_FLOW


class CommitmentViewSet(PressMixin, RecordViewSet):
    read_permission = MONEY
    queryset = Commitment.objects.for_list()
    serializer_class = CommitmentSerializer
    filterset_class = CommitmentFilter
    workflow = COMMITMENT_FLOW

    @extend_schema(request=LiquidationSerializer, responses=LiquidationSerializer)
    @action(detail=True, methods=["post"])
    def liquidate(self, request, pk=None):
        """The day a signed contract was liquidated; a wrong one is recorded again."""
        asked = LiquidationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data["liquidated_on"]
        warnings = record_liquidation(self.get_object(), day, by=request.user)
        return Response(LiquidationSerializer({"liquidated_on": day, "warnings": warnings}).data)

    @extend_schema(methods=["GET"], responses=DocumentSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": ContractPaperSerializer},
        responses={201: DocumentSerializer(many=True)},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def papers(self, request, pk=None):
        """The signed contract or decision; POST brings one."""
        return bring_paper(request, self.get_object())

    @extend_schema(request={"multipart/form-data": RecoveryLetterSerializer}, responses={201: DocumentSerializer})
    @action(detail=True, methods=["post"], url_path="recovery-letters")
    def recovery_letters(self, request, pk=None):
        """Record a letter that asked for money back, as it was sent."""
        asked = RecoveryLetterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        sent = record_letter(self.get_object(), data.pop("file", None), by=request.user, **data)
        return Response(DocumentSerializer(sent).data, status=201)


def bring_paper(request, record):
    status = 200
    if request.method == "POST":
        asked = ContractPaperSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        attach_contract_paper(record, data.pop("file"), by=request.user, **data)
        status = 201
    return Response(DocumentSerializer(documents_of(record), many=True).data, status=status)


class AnnexViewSet(PressMixin, RecordViewSet):
    """Annexes to signed contracts: a new party and account, another value, another term."""

    read_permission = MONEY
    queryset = Annex.objects.for_list()
    serializer_class = AnnexSerializer
    filterset_fields = ["commitment", "status"]
    workflow = ANNEX_FLOW

    @extend_schema(methods=["GET"], responses=DocumentSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": ContractPaperSerializer},
        responses={201: DocumentSerializer(many=True)},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def papers(self, request, pk=None):
        """The signed annex; POST brings one."""
        return bring_paper(request, self.get_object())


class PaymentViewSet(PressMixin, RecordViewSet):
    read_permission = MONEY
    queryset = PaymentRequest.objects.for_list()
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    workflow = PAYMENT_FLOW

    @extend_schema(parameters=[AdvancesQuery], responses=OpenAdvanceSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def advances(self, request):
        """Advances that still stand, of earlier years too, the oldest first."""
        asked = AdvancesQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = open_advances(asked.validated_data.get("year", today().year), request.user)
        return Response(OpenAdvanceSerializer(found.rows, many=True).data)

    @extend_schema(methods=["GET"], responses=PaymentPaperRowSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": PaymentPaperSerializer},
        responses={201: PaymentPaperRowSerializer(many=True)},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def papers(self, request, pk=None):
        """The papers the request needs by the rules of its day, and which are there; POST brings one."""
        payment, status = self.get_object(), 200
        if request.method == "POST":
            asked = PaymentPaperSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            data = dict(asked.validated_data)
            attach_paper(payment, data.pop("file"), by=request.user, **data)
            status = 201
        rows = paper_rows(payment, payment.requested_on)
        return Response(PaymentPaperRowSerializer(rows, many=True).data, status=status)


@extend_schema_view(press=extend_schema(request=SettlementPressSerializer))
class SettlementViewSet(PressMixin, EnterViewSet):
    read_permission = "budgets.view_settlement"
    queryset = Settlement.objects.for_list()
    serializer_class = SettlementSerializer
    filterset_class = SettlementFilter
    workflow = SETTLEMENT_FLOW
    press_serializer = SettlementPressSerializer

    @extend_schema(responses=FiguresSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def figures(self, request, pk=None):
        """What the decided vouchers add up to now."""
        return Response(figures_of(self.get_object()))

    @extend_schema(request=NoteSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Close the file of a settled project whose recoveries are paid."""
        asked = NoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        settlement = self.get_object()
        close_project(settlement.project, by=request.user, **asked.validated_data)
        return Response(self.get_serializer(settlement).data)


class VoucherViewSet(RecordViewSet):
    read_permission = "budgets.view_settlement"
    queryset = Voucher.objects.select_related("settlement").prefetch_related("remarks__by")
    serializer_class = VoucherSerializer
    filterset_class = VoucherFilter

    def _answer(self, voucher):
        return Response(self.get_serializer(self.get_queryset().get(pk=voucher.pk)).data)

    @extend_schema(request=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        """The Department agrees, refuses or asks."""
        asked = DecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._answer(acts.decide_voucher(self.get_object(), by=request.user, **asked.validated_data))

    @extend_schema(request=TextSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """The unit answers a question on this line."""
        asked = TextSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        voucher = self.get_object()
        acts.answer(voucher, asked.validated_data["text"], by=request.user)
        return self._answer(voucher)

    @extend_schema(request=ExaminationSerializer)
    @action(detail=True, methods=["post"])
    def examine(self, request, pk=None):
        """Finance looks, asks or disallows."""
        asked = ExaminationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._answer(acts.examine_voucher(self.get_object(), by=request.user, **asked.validated_data))

    @extend_schema(request=TextSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """Take the voucher off the list, with a reason."""
        asked = TextSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._answer(acts.withdraw_voucher(self.get_object(), why=asked.validated_data["text"], by=request.user))


class MoneyBackViewSet(EnterViewSet):
    read_permission = MONEY
    queryset = MoneyBack.objects.all()
    serializer_class = MoneyBackSerializer
    filterset_fields = ["commitment", "kind", "of_advance"]

    @extend_schema(responses=OwedSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def owed(self, request):
        """What is still to come back, of every contract in reach, the oldest first."""
        return Response(OwedSerializer(owed(request.user).rows, many=True).data)


class YearAccountViewSet(PressMixin, EnterViewSet):
    read_permission = "budgets.view_settlement"
    queryset = YearAccount.objects.select_related("book_year", "unit")
    serializer_class = YearAccountSerializer
    filterset_fields = ["book_year", "unit", "status"]
    workflow = YEAR_FLOW


ROUTES = [
    ("book-years", BookYearViewSet),
    ("appropriations", AppropriationViewSet),
    ("assignments", AssignmentViewSet),
    ("allocation-sheets", AllocationSheetViewSet),
    ("commitments", CommitmentViewSet),
    ("annexes", AnnexViewSet),
    ("payments", PaymentViewSet),
    ("settlements", SettlementViewSet),
    ("vouchers", VoucherViewSet),
    ("money-back", MoneyBackViewSet),
    ("year-accounts", YearAccountViewSet),
    *TREASURY_ROUTES,
    *YEAR_END_ROUTES,
    *CLAIM_ROUTES,
    *CORRECTION_ROUTES,
]
