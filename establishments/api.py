from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import RecordViewSet
from establishments.filters import ClusterFilter, EstablishmentFilter
from establishments.models import Establishment, IndustrialCluster
from establishments.serializers import ChangeIdentitySerializer, ClusterSerializer, EstablishmentSerializer
from establishments.services import change_identity


class EstablishmentViewSet(RecordViewSet):
    """Establishments in reach."""

    read_permission = "establishments.view_establishment"
    queryset = Establishment.objects.for_list().prefetch_related("identities")
    serializer_class = EstablishmentSerializer
    filterset_class = EstablishmentFilter

    @extend_schema(request=ChangeIdentitySerializer, responses=EstablishmentSerializer)
    @action(detail=True, methods=["post"])
    def identity(self, request, pk=None):
        """Record that the same place has another code, name or legal form from a day on."""
        asked = ChangeIdentitySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = change_identity(self.get_object(), by=request.user, **asked.validated_data)
        return Response(self.get_serializer(self.get_queryset().get(pk=changed.pk)).data)


class ClusterViewSet(RecordViewSet):
    """Industrial clusters of the province."""

    read_permission = "establishments.view_establishment"
    queryset = IndustrialCluster.objects.select_related("area")
    serializer_class = ClusterSerializer
    filterset_class = ClusterFilter


ROUTES = [("establishments", EstablishmentViewSet), ("clusters", ClusterViewSet)]
