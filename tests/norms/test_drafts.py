"""A new set of norms is copied, written as a whole and put into force in one act; until then it counts for nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit import history
from norms import drafts
from norms.ceiling import ceiling
from norms.models import Norm, NormSet, SupportCategory

pytestmark = pytest.mark.django_db

FIRST = date(2030, 1, 1)
ASKED = {"tier": "LOCAL", "cost": 415_000_000}


@pytest.fixture
def administrator(client, person):
    user = person("ADMINISTRATOR")
    client.force_login(user, backend="core.backends.RoleBackend")
    client.user = user
    return client


def facts(local, **changed):
    return {
        "name": "Mức chi của tỉnh từ năm 2030", "code": "tinh-2030", "legal_document": local.legal_document_id,
        "valid_from": "01/01/2030", **changed,
    }  # fmt: skip


@pytest.fixture
def draft(local, administrator):
    assert administrator.post(reverse("norms:copy_set", args=[local.code]), facts(local)).status_code == 302
    return NormSet.objects.get(code="tinh-2030")


def sheet(client, norm_set):
    """What the browser would send back of the table as it is shown."""
    table = client.get(reverse("norms:edit_set", args=[norm_set.code])).context["table"]
    data = {}
    for row in table.rows:
        for bound in row:
            value = bound.value()
            if value not in (None, False, ""):
                data[bound.html_name] = bound.field.prepare_value(value) if value is not True else "on"
    return data


def row_of(code):
    return f"k{SupportCategory.objects.get(code=code).pk}"


def write(client, norm_set, data):
    return client.post(reverse("norms:edit_set", args=[norm_set.code]), data)


def seen(client, norm_set):
    url = reverse("norms:put_into_force", args=[norm_set.code])
    return client.post(url, {"seen": client.get(url).context["mark"]})


def test_a_copy_has_every_figure_of_the_set_none_of_them_verified_and_counts_for_nothing(draft, local):
    old = {norm.category_id: norm.figure for norm in local.norms.in_full()}
    assert {norm.category_id: norm.figure for norm in draft.norms.in_full()} == old
    assert not draft.norms.filter(verified=True).exists() and not draft.verified and draft.draft
    assert (draft.tier, draft.province_code) == ("LOCAL", local.province_code)

    draft.norms.update(cap=1, rate_percent=None, limit_status="SET")

    assert ceiling("advanced_machinery", on=FIRST, **ASKED).amount == 207_500_000
    assert local in NormSet.objects.on(FIRST) and draft not in NormSet.objects.on(FIRST)


def test_a_draft_stands_beside_the_set_of_its_days_and_two_that_count_do_not(draft, local):
    draft.draft = False
    with pytest.raises(ValidationError, match="hãy kết thúc bộ cũ trước"):
        draft.full_clean()
    with pytest.raises(IntegrityError, match="normset_one_at_a_time"), transaction.atomic():
        draft.save()


def test_all_norms_are_written_in_one_table_and_the_trail_keeps_both_figures(draft, administrator):
    machine, label = row_of("advanced_machinery"), row_of("trademark")
    data = sheet(administrator, draft)
    data |= {f"{machine}-rate_percent": "10,5", f"{machine}-cap": "20 triệu", f"{machine}-article": "Điều 4",
             f"{machine}-verified": "on", f"{machine}-base": "WITH_VAT"}  # fmt: skip
    data.pop(f"{machine}-cap_per_unit", None)
    for name in ("limit_status", "rate_percent", "cap", "cap_per_unit"):
        data.pop(f"{label}-{name}", None)

    assert write(administrator, draft, data).status_code == 302

    norm = draft.norms.get(category__code="advanced_machinery")
    assert (str(norm.rate_percent), norm.cap, norm.cap_per_unit, norm.base) == ("10.50", 20_000_000, False, "WITH_VAT")
    assert norm.verified and norm.article == "Điều 4"
    assert not draft.norms.filter(category__code="trademark").exists()
    entry = history(draft).filter(action="norms.normset.write").get()
    assert len(entry.after) == 2 and "10,5 %" in str(entry.after) and "300.000.000" in str(entry.before)
    assert write(administrator, draft, sheet(administrator, draft)).status_code == 302
    assert history(draft).filter(action="norms.normset.write").count() == 1


def test_what_is_wrong_in_the_table_is_said_with_the_name_of_the_kind_and_nothing_is_saved(draft, administrator):
    machine, label = row_of("advanced_machinery"), row_of("trademark")
    data = sheet(administrator, draft) | {f"{machine}-rate_percent": "101", f"{label}-cap": "77 triệu"}

    page = write(administrator, draft, data)

    told = page.content.decode()
    assert page.status_code == 422 and "Tỷ lệ phải lớn hơn 0 và không quá 100 %." in told
    assert SupportCategory.objects.get(code="advanced_machinery").name + ": " in told
    assert not Norm.objects.filter(set=draft, cap=77_000_000).exists()


def test_a_set_that_counts_is_not_written_in_the_table(draft, local, administrator):
    assert administrator.get(reverse("norms:edit_set", args=[local.code])).status_code == 404
    with pytest.raises(ValidationError, match="đang áp dụng"):
        drafts.write_norms(local, {}, by=administrator.user)
    with pytest.raises(ValidationError, match="đang áp dụng"):
        drafts.put_into_force(local, by=administrator.user)


def test_it_is_put_into_force_in_one_act_and_the_set_before_it_ends_on_the_eve(draft, local, administrator):
    draft.norms.filter(category__code="advanced_machinery").update(cap=20_000_000, rate_percent=10)

    assert seen(administrator, draft).status_code == 302

    local.refresh_from_db()
    assert local.valid_to == FIRST - timedelta(days=1)
    assert ceiling("advanced_machinery", on=FIRST - timedelta(days=1), **ASKED).amount == 207_500_000
    assert ceiling("advanced_machinery", on=FIRST, **ASKED).amount == 20_000_000
    assert history(draft).filter(action="norms.normset.put_into_force").exists()
    assert history(local).filter(action="norms.normset.end").get().after == {"Đến hết ngày": "31/12/2029"}


def test_a_draft_that_begins_before_a_set_in_force_is_told_which_and_what_days_would_pass(draft, local, administrator):
    begins = local.valid_from
    NormSet.objects.filter(pk=draft.pk).update(valid_from=begins - timedelta(days=90))

    url = reverse("norms:put_into_force", args=[draft.code])

    page = administrator.get(url).content.decode()

    assert local.name in page and f"sau ngày {begins:%d/%m/%Y}" in page
    assert "Đã xem, đưa vào áp dụng" not in page and "Không đề án nào đổi mức" not in page

    NormSet.objects.filter(pk=draft.pk).update(valid_to=begins - timedelta(days=1))
    assert "Đã xem, đưa vào áp dụng" in administrator.get(url).content.decode()


def test_a_confirmation_of_what_was_not_shown_shows_it_again(draft, administrator):
    url = reverse("norms:put_into_force", args=[draft.code])

    page = administrator.post(url, {"seen": "khac"})

    draft.refresh_from_db()
    assert page.status_code == 422 and "xem lại rồi xác nhận" in page.content.decode() and draft.draft


def test_a_set_without_any_norm_is_not_put_into_force(draft, administrator):
    draft.norms.all().delete()
    page = administrator.get(reverse("norms:put_into_force", args=[draft.code])).content.decode()
    assert "chưa có mức chi nào" in page


def test_a_set_that_counts_never_becomes_a_draft_again(local):
    with pytest.raises(IntegrityError, match="does not become a draft again"):
        NormSet.objects.filter(pk=local.pk).update(draft=True)


def test_kinds_without_a_norm_are_told_with_what_stands_in_their_place(draft, administrator):
    draft.norms.filter(category__code="advanced_machinery").delete()
    SupportCategory.objects.create(code="labels", name="In tem nhãn", name_short="Tem nhãn", unit="mẫu")
    national = Norm.objects.get(set__code="national-tt28-2018", category__code="advanced_machinery")

    for url in (draft.get_absolute_url(), reverse("norms:put_into_force", args=[draft.code])):
        page = administrator.get(url).content.decode()
        assert f"tạm lấy mức quốc gia: {national.figure}" in page
        assert "In tem nhãn" in page and "không có mức ở bộ nào: chưa tính được" in page


def test_only_the_administrator_copies_writes_and_puts_into_force(draft, local, client, person):
    client.force_login(person("VIEWER"), backend="core.backends.RoleBackend")
    for name in ("copy_set", "edit_set", "put_into_force"):
        assert client.get(reverse(f"norms:{name}", args=[draft.code])).status_code == 403
    assert "đang soạn" in client.get(draft.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        drafts.put_into_force(draft, by=person("DOIT_DIRECTOR"))


def test_the_pages_of_a_draft_take_the_same_questions_however_long_the_book(draft, administrator):
    def questions(name):
        with CaptureQueriesContext(connection) as captured:
            assert administrator.get(reverse(f"norms:{name}", args=[draft.code])).status_code == 200
        return len(captured)

    names = ("edit_set", "put_into_force", "set")
    SupportCategory.objects.create(code="labels", name="In tem nhãn", name_short="Tem nhãn", unit="mẫu")
    few = [questions(name) for name in names]
    for n in range(20):
        kind = SupportCategory.objects.create(code=f"them-{n}", name=f"Thêm {n}", name_short="Thêm", unit="cái")
        if n % 2:
            draft.norms.create(category=kind, cap=1_000_000)
    assert [questions(name) for name in names] == few
