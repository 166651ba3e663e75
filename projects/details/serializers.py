"""A project's particulars over REST: the fields come from the tables of its family."""

from rest_framework import serializers

from projects.details.base import Row
from projects.details.services import writable_part


def serializer_of(kind):
    """A serializer of one Sheet or Row class; nothing is required here, the service says what is missing."""
    names = [*kind.PLANNED, *kind.DONE]
    rows = ["id", "no"] if issubclass(kind, Row) else []
    meta = type(
        "Meta", (), {
            "model": kind, "fields": [*rows, *names], "validators": [],
            "extra_kwargs": {name: {"required": False} for name in names},
        },
    )  # fmt: skip
    fields = {"no": serializers.IntegerField(required=False)} if rows else {}
    return type(f"{kind.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta, **fields})


class DetailsSerializer(serializers.Serializer):
    """`part`: which fields are written now (PLANNED, DONE, BOTH or none). Lists that are not given stay as they are."""

    family = serializers.CharField(read_only=True)
    part = serializers.CharField(read_only=True)
    sheet = serializers.DictField(required=False)
    rows = serializers.DictField(child=serializers.ListField(child=serializers.DictField()), required=False)

    @staticmethod
    def shown(project, family):
        sheet = family.sheet and family.sheet.objects.filter(project=project).first()
        return {
            "family": family.code,
            "part": writable_part(project),
            "sheet": serializer_of(family.sheet)(sheet).data if sheet else {},
            "rows": {kind.list_name(): serializer_of(kind)(kind.of(project), many=True).data for kind in family.rows},
        }

    def read(self, family):
        """The values as the service takes them; ValidationError {sheet or list: sentences} for what cannot be read."""
        given, errors = self.validated_data, {}
        kinds = {kind.list_name(): kind for kind in family.rows}
        found = {"sheet": {}, "rows": {}}
        for name, value in given.items():
            if name == "sheet" and family.sheet:
                found["sheet"] = _values(serializer_of(family.sheet)(data=value), value, errors, "sheet")
            elif name == "rows":
                for key, rows in value.items():
                    if key in kinds:
                        asked = serializer_of(kinds[key])(data=rows, many=True)
                        found["rows"][key] = _values(asked, rows, errors, key)
                    else:
                        found["rows"][key] = rows
            else:
                found["sheet"] = value
        if errors:
            raise serializers.ValidationError(errors)
        return found


def _values(asked, given, errors, name):
    if not asked.is_valid():
        errors[name] = asked.errors
        return given
    return asked.validated_data
