"""Establishments: their codes, their changes of name, who may enter them, who sees them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from establishments.forms import EstablishmentField
from establishments.models import Establishment, clean_code
from establishments.services import change_identity, save_establishment
from tests import factories as f


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2800123456", "2800123456"),
        (" 2800 123 456 ", "2800123456"),
        ("2800.123.456", "2800123456"),
        ("2800123456-001", "2800123456-001"),
        ("2800123456001", "2800123456-001"),
        ("2800123456 – 001", "2800123456-001"),
        ("042085001234", "042085001234"),
        ("２８００１２３４５６", "2800123456"),
        ("", None),
        (None, None),
    ],
)
def test_a_code_is_kept_in_one_spelling(typed, kept):
    assert clean_code(typed) == kept


@pytest.mark.parametrize("typed", ["280012345", "28001234567", "2800123456-01", "28A8001234", "12345", "2800-123456"])
def test_a_code_of_another_shape_is_refused_with_the_shapes(typed):
    with pytest.raises(ValidationError, match="10 chữ số"):
        clean_code(typed)


@pytest.mark.django_db
def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(ValidationError) as refused:
        f.establishment("", code="123", known_since=datetime.date(2025, 7, 1))
    assert {"name", "code", "area"} == set(refused.value.message_dict)


@pytest.mark.django_db
def test_a_code_that_somebody_has_or_had_is_refused_with_the_name():
    first = f.establishment("Hộ Trần Văn Bình", code="2800111111", legal_form="HOUSEHOLD_BUSINESS")
    change_identity(first, code="2800222222", name="Công ty Bình Minh", legal_form="ENTERPRISE",
                    on=datetime.date(2022, 1, 1), by=f.person("CENTRE_OFFICER"))  # fmt: skip
    for code in ("2800111111", "2800222222"):
        with pytest.raises(ValidationError, match="Công ty Bình Minh"):
            f.establishment("Cơ sở khác", code=code)


@pytest.mark.django_db
def test_two_without_a_code_are_not_the_same():
    f.establishment("Tổ hợp tác A", code=None, legal_form="COOPERATIVE_GROUP")
    f.establishment("Tổ hợp tác B", code="", legal_form="COOPERATIVE_GROUP")
    assert Establishment.objects.filter(code=None).count() == 2


@pytest.mark.django_db
def test_a_household_that_becomes_a_company_stays_one_record():
    place = f.establishment("Hộ Nguyễn Văn An", legal_form="HOUSEHOLD_BUSINESS")
    before = place.code
    changed = change_identity(
        place, code="2800333333", name="Công ty TNHH An Phát", legal_form="ENTERPRISE", on=datetime.date(2022, 3, 1),
        paper="Giấy chứng nhận ĐKDN ngày 28/02/2022", by=f.person("CENTRE_OFFICER"),
    )  # fmt: skip
    assert changed.pk == place.pk and changed.name == "Công ty TNHH An Phát"
    assert changed.identities.on(datetime.date(2022, 2, 28)).get().code == before
    assert changed.identities.on(datetime.date(2022, 3, 1)).get().code == "2800333333"
    assert "Hộ Nguyễn Văn An → Công ty TNHH An Phát" in history(changed).first().sentence
    assert list(Establishment.objects.find("nguyen van an")) == [changed]


@pytest.mark.django_db
def test_a_change_must_come_after_the_last_and_change_something():
    place, officer = f.establishment(), f.person("CENTRE_OFFICER")
    same = {"code": place.code, "name": place.name, "legal_form": place.legal_form, "by": officer}
    with pytest.raises(ValidationError, match="phải sau ngày bắt đầu"):
        change_identity(place, **same | {"name": "Tên mới"}, on=place.known_since)
    with pytest.raises(ValidationError, match="đều như cũ"):
        change_identity(place, **same, on=datetime.date(2022, 1, 1))


@pytest.mark.django_db
def test_a_correction_leaves_no_second_identity():
    place = f.establishment("Công ty Thái Yêm")
    place.name, place.known_since = "Công ty Thái Yên", datetime.date(2020, 5, 5)
    save_establishment(place, by=f.person("CENTRE_OFFICER"))
    assert [(row.name, row.valid_from) for row in place.identities.all()] == [
        ("Công ty Thái Yên", datetime.date(2020, 5, 5))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["CENTRE_ACCOUNTANT", "DOIT_DIRECTOR", "DOF_REVIEWER", "VIEWER", "ADMINISTRATOR"])
def test_who_may_not_enter_is_refused(role):
    with pytest.raises(PermissionDenied):
        f.establishment(by=f.person(role))


@pytest.mark.django_db
def test_the_database_keeps_the_shape_and_the_single_code():
    place, other = f.establishment(), f.establishment("Cơ sở khác")
    for code in ("abc", other.code):
        with pytest.raises(IntegrityError), transaction.atomic():
            Establishment.objects.filter(pk=place.pk).update(code=code)


@pytest.mark.django_db
def test_what_is_typed_for_an_establishment_is_understood():
    place = f.establishment("Hợp tác xã Thủy sản Kỳ Anh", code="3000111222", legal_form="COOPERATIVE")
    group = f.establishment("Tổ hợp tác mây tre", code=None, legal_form="COOPERATIVE_GROUP")
    f.establishment("Tổ hợp tác mây tre đan Thạch Hà", legal_form="COOPERATIVE_GROUP")
    field = EstablishmentField()
    field.by = f.person("CENTRE_OFFICER")
    for typed in (place.label, "3000111222", "3000 111 222", "thuy san ky anh", "Hợp tác xã Thủy sản Kỳ Anh"):
        assert field.clean(typed) == place, typed
    assert field.clean(group.label) == field.clean("Tổ hợp tác mây tre") == group
    with pytest.raises(ValidationError, match="có thể là"):
        field.clean("to hop tac")
    for typed in ("không có", "9999999999", "#999999", "#99999999999999999999", "12345"):
        with pytest.raises(ValidationError):
            field.clean(typed)


@pytest.mark.django_db
def test_pages_enter_correct_and_rename(client):
    client.force_login(f.person("CENTRE_OFFICER"))
    sent = {"name": "Xưởng mộc Thái Yên", "code": "123", "legal_form": "HOUSEHOLD_BUSINESS", "area": f.commune().pk,
            "known_since": "12/03/2021", "is_active": "on", "sector": "Mộc mỹ nghệ"}  # fmt: skip
    assert client.get(reverse("establishments:new")).status_code == 200
    wrong = client.post(reverse("establishments:new"), sent)
    assert (
        wrong.status_code == 422 and "Mộc mỹ nghệ" in wrong.content.decode() and "10 chữ số" in wrong.content.decode()
    )
    answer = client.post(reverse("establishments:new"), sent | {"code": ""})
    place = Establishment.objects.get()
    assert answer.url == place.get_absolute_url()
    assert "Mộc mỹ nghệ" in client.get(place.get_absolute_url()).content.decode()
    assert client.get(reverse("establishments:edit", args=[place.pk])).status_code == 200
    client.post(
        reverse("establishments:identity", args=[place.pk]),
        {"name": "Công ty TNHH Thái Yên", "code": "2800444444", "legal_form": "ENTERPRISE", "on": "01/01/2022"},
    )
    place.refresh_from_db()
    assert place.code == "2800444444"
    page = client.get(reverse("establishments:list"), {"q": "thai yen", "is_active": "true", "sort": "-known_since"})
    assert "Công ty TNHH Thái Yên" in page.content.decode()
    assert "không" in client.get(reverse("establishments:list"), {"q": "zzz"}).content.decode()


@pytest.mark.django_db
def test_suggestions_are_options_for_what_is_typed(client):
    place = f.establishment()
    client.force_login(f.person("CENTRE_OFFICER"))
    found = client.get(reverse("establishments:suggest"), {"beneficiaries-3-establishment": "my nghe"})
    assert place.label in found.content.decode()
    assert not client.get(reverse("establishments:suggest"), {"q": "m"}).content.strip()


@pytest.mark.django_db
def test_rest_enters_changes_and_filters():
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    sent = {"name": "HTX Hương Sơn", "code": "3000555555", "legal_form": "COOPERATIVE", "area": f.commune().pk,
            "known_since": "2021-03-12"}  # fmt: skip
    made = api.post("/api/v1/establishments/", sent)
    assert made.status_code == 201, made.json()
    assert "đã có trong danh mục" in str(api.post("/api/v1/establishments/", sent).json()["code"])
    url = f"/api/v1/establishments/{made.json()['id']}/"
    assert api.patch(url, {"phone": "0239 123"}).json()["phone"] == "0239 123"
    changed = api.post(f"{url}identity/", {"name": "Công ty Hương Sơn", "code": "3000666666",
                                           "legal_form": "ENTERPRISE", "on": "2022-01-01"})  # fmt: skip
    assert changed.status_code == 200 and len(changed.json()["identities"]) == 2, changed.json()
    assert api.get("/api/v1/establishments/", {"q": "htx huong son"}).json()["count"] == 1
    assert api.delete(url).status_code == 405
    viewer = APIClient()
    viewer.force_authenticate(f.person("VIEWER"))
    assert viewer.post("/api/v1/establishments/", sent | {"code": None}).status_code == 403


@pytest.mark.django_db
def test_the_list_asks_a_constant_number_of_questions(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    base = f.establishment()
    client.force_login(f.person("DOIT_SPECIALIST"))

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("establishments:list")).status_code == 200
        return len(asked)

    def more(number):
        Establishment.objects.bulk_create(
            Establishment(name=f"Cơ sở {n}", legal_form="SME", area=base.area, created_by=base.created_by)
            for n in range(number)
        )

    more(9)
    questions()
    few = questions()
    more(190)
    assert questions() == few


@pytest.mark.django_db
def test_neither_a_new_name_nor_a_beginning_lies_in_the_future():
    row = f.establishment()
    with pytest.raises(ValidationError, match="Ngày thay đổi 31/12/9999 chưa tới"):
        change_identity(row, code="2800222222", name="Công ty Bình Minh", legal_form="ENTERPRISE",
                        on=datetime.date(9999, 12, 31), by=f.person("CENTRE_OFFICER"))  # fmt: skip
    row.refresh_from_db()
    assert row.name != "Công ty Bình Minh"
    with pytest.raises(ValidationError, match="Ngày bắt đầu theo dõi 01/01/2099 chưa tới"):
        f.establishment("Cơ sở mai sau", known_since=datetime.date(2099, 1, 1), area=f.province())
