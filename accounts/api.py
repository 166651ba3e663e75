from django.contrib.auth import authenticate
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Area, Organisation
from accounts.tokens import TokenAuthentication, issue, revoke
from core.api import ReadViewSet


class Credentials(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, style={"input_type": "password"}, trim_whitespace=False)


class Token(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokenScheme(KnoxTokenScheme):
    """How the schema describes our keys: as knox's."""

    target_class = "accounts.tokens.TokenAuthentication"


@method_decorator(never_cache, "dispatch")
class TokenView(APIView):
    """A key for programs, used as `Authorization: Token …`. Wrong passwords lock the name for a while."""

    def get_authenticators(self):
        """A key is asked for with a password and given back with itself."""
        return [TokenAuthentication()] if self._gives_back() else []

    def get_permissions(self):
        return [IsAuthenticated() if self._gives_back() else AllowAny()]

    def _gives_back(self):
        return self.request is not None and self.request.method == "DELETE"  # None while the schema is drawn up

    def get_authenticate_header(self, request):
        return "Token"  # so that a refusal is 401, not 403

    @extend_schema(request=Credentials, responses=Token, auth=[])
    def post(self, request):
        given = Credentials(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request._request, **given.validated_data)
        if user is None:
            raise AuthenticationFailed("Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang bị khóa tạm.")
        row, token = issue(user)
        return Response({"token": token, "expires_at": row.expiry})

    @extend_schema(responses={204: None})
    def delete(self, request):
        """Revoke the key of this request."""
        revoke(request.auth, by=request.user)
        return Response(status=204)


class MeSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    full_name = serializers.CharField()
    position = serializers.CharField()
    organisation = serializers.CharField()
    organisation_id = serializers.IntegerField()
    roles = serializers.ListField(child=serializers.CharField(), source="current_roles")


class MeView(APIView):
    """Who this key or session belongs to."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=MeSerializer)
    def get(self, request):
        return Response(MeSerializer(request.user).data)


class OrganisationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = [
            "id", "name", "short_name", "abbreviation", "kind", "area", "superior", "is_spending_unit",
            "valid_from", "valid_to",
        ]  # fmt: skip


class OrganisationViewSet(ReadViewSet):
    read_permission = "accounts.view_organisation"
    queryset = Organisation.objects.all()
    serializer_class = OrganisationSerializer
    filterset_fields = ["kind", "is_spending_unit"]


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = Area
        fields = ["id", "code", "name", "kind", "type_word", "valid_from", "valid_to"]


class AreaViewSet(ReadViewSet):
    read_permission = "accounts.view_organisation"
    queryset = Area.objects.all()
    serializer_class = AreaSerializer
    filterset_fields = ["kind", "code", "name"]


ROUTES = [("organisations", OrganisationViewSet), ("areas", AreaViewSet)]
PATHS = [path("token/", TokenView.as_view(), name="token"), path("me/", MeView.as_view(), name="me")]
