from rest_framework import serializers

from core.dates import DateSerializerField
from establishments.cluster_services import save_cluster
from establishments.models import Establishment, EstablishmentIdentity, IndustrialCluster, LegalForm
from establishments.services import save_establishment


class IdentitySerializer(serializers.ModelSerializer):
    class Meta:
        model = EstablishmentIdentity
        fields = ["code", "name", "legal_form", "valid_from", "valid_to", "paper"]


class EstablishmentSerializer(serializers.ModelSerializer):
    area_name = serializers.CharField(source="area.name", read_only=True)
    legal_form_label = serializers.CharField(source="get_legal_form_display", read_only=True)
    identities = IdentitySerializer(many=True, read_only=True)

    class Meta:
        model = Establishment
        fields = [
            "id", "code", "name", "legal_form", "legal_form_label", "owner_name", "phone", "area", "area_name",
            "address", "sector", "known_since", "is_active", "note", "illustrative", "identities",
        ]  # fmt: skip
        read_only_fields = ["illustrative"]
        extra_kwargs = {"code": {"validators": [], "required": False}}
        validators = []  # the service speaks for the constraints

    def create(self, data):
        return save_establishment(Establishment(**data), by=self.context["request"].user)

    def update(self, establishment, data):
        for field, value in data.items():
            setattr(establishment, field, value)
        return save_establishment(establishment, by=self.context["request"].user)


class ChangeIdentitySerializer(serializers.Serializer):
    """From a day on the same place has another code, name or form."""

    code = serializers.CharField(max_length=20, allow_null=True, allow_blank=True, required=False, default=None)
    name = serializers.CharField(max_length=255)
    legal_form = serializers.ChoiceField(choices=LegalForm)
    on = DateSerializerField()
    paper = serializers.CharField(max_length=255, required=False, default="", allow_blank=True)
    note = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class ClusterSerializer(serializers.ModelSerializer):
    """An industrial cluster; areas in hectares, `occupancy_percent` worked out of them."""

    area_name = serializers.CharField(source="area.name", read_only=True)
    occupancy_percent = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = IndustrialCluster
        fields = [
            "id", "name", "area", "area_name", "hectares", "hectares_leased", "occupancy_percent", "decision_number",
            "decided_on", "decided_by", "note", "illustrative",
        ]  # fmt: skip
        read_only_fields = ["illustrative"]
        validators = []  # the service speaks for the constraints

    def create(self, data):
        return save_cluster(IndustrialCluster(**data), by=self.context["request"].user)

    def update(self, cluster, data):
        for field, value in data.items():
            setattr(cluster, field, value)
        return save_cluster(cluster, by=self.context["request"].user)
