"""Money of closed years that is to come back, over REST: entered with its conclusion, decided by another person."""

from rest_framework import serializers

from budgets.claiming import CLAIM_FLOW, prepare_claim
from budgets.models import Claim, Commitment
from budgets.serializers import ScanMixin
from core.api import ButtonsMixin, EnterViewSet, InReach, PressMixin


class ClaimSerializer(ButtonsMixin, ScanMixin, serializers.ModelSerializer):
    """`of_year`: the closed book the money was settled in; `book_year`: the open one that claims it, once decided."""

    workflow = CLAIM_FLOW
    commitment = InReach(queryset=Commitment.objects.all())

    class Meta:
        model = Claim
        fields = [
            "id", "commitment", "of_year", "book_year", "amount", "why", "number", "dated_on", "issuer", "due_on",
            "status", "status_label", "buttons", "created_by", "decided_by", "correction", "scan",
        ]  # fmt: skip
        read_only_fields = ["book_year", "status", "created_by", "decided_by", "correction"]
        validators = []

    def create(self, data):
        scan = data.pop("scan", None)
        return prepare_claim(Claim(**data), by=self.context["request"].user, scan=scan)


class ClaimViewSet(PressMixin, EnterViewSet):
    """List, read, enter; another person decides or refuses by a step."""

    read_permission = "budgets.view_money"
    queryset = Claim.objects.for_list()
    serializer_class = ClaimSerializer
    filterset_fields = ["commitment", "of_year", "book_year", "status"]
    workflow = CLAIM_FLOW


ROUTES = [("claims", ClaimViewSet)]
