"""Fewer marks, media pieces, booths or products than were approved: the request names which ones leave."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from core.audit import history
from projects.changes.rules import counted_list
from projects.details.base import indicators_told
from projects.details.fair import Fair, FairParticipant
from projects.details.guards import results_are_written
from projects.details.media import MediaPiece
from projects.details.services import save_details
from projects.details.trademark import Trademark
from projects.models import ChangeRequest
from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_amend_title_units import asked, checked, day, decided, refusal

pytestmark = pytest.mark.django_db


MONEY = {"total_cost": 60_000_000, "requested_support": 30_000_000, "counterpart": 30_000_000}


def approved(category, units, *, sheet=None, **rows):
    """A project of one of the lists, filed and approved."""
    centre, officer = f.person("CENTRE_OFFICER"), f.person("DOIT_SPECIALIST")
    row = f.project(category=f.category(category), units=units, **MONEY)
    save_details(row, by=centre, sheet=sheet, rows=rows)
    PROJECT_FLOW.press(f.with_papers(row), "register", by=centre, on=f.FILED)
    record_appraisal(
        row, points=f.all_points_met(), recommended_support=row.requested_support, made_on=day(5, 4), by=officer
    )
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=day(5, 10))
    return PROJECT_FLOW.cause(row, "approve", by=officer, on=f.DECIDED)


def marks(*names):
    kept = [{"mark": name, "kind": "ORDINARY", "owner": "HTX Mây tre", "goods": "Đồ gia dụng"} for name in names]
    return approved("trademark", len(names), trademarks=kept)


def pieces(*planned):
    kept = [
        {"kind": kind, "subject": f"Khuyến công {n}", "outlet": "Đài tỉnh", "pieces_planned": count}
        for n, (kind, count) in enumerate(planned)
    ]
    return approved("information_media", len(planned), mediapieces=kept)


FAIR = {"name": "Hội chợ công nghiệp", "place": "Vinh", "starts_on": day(9, 1), "ends_on": day(9, 5)}


def fair(category, units, **booths):
    kept = [{"establishment": f.establishment(name), "booths": number} for name, number in booths.items()]
    return approved(category, units, sheet=FAIR | {"booths_planned": units}, fairparticipants=kept)


def ids(rows):
    return [{"no": row.pk} for row in rows]


def test_fewer_marks_name_the_mark_that_is_not_registered_and_its_record_stays():
    row = marks("Lam Giang", "Hồng Lĩnh")
    first, second = row.trademarks.all()
    assert counted_list(row) == "trademarks"
    said = refusal(checked, asked(row, units=1))
    assert "Số nhãn hiệu trong danh sách khác số lượng đề nghị: hiện có 2 nhãn hiệu cho 1 nhãn hiệu" in said
    assert "cần bỏ 1 nhãn hiệu khỏi danh sách trong cùng đề nghị này" in said
    change = asked(row, units=1, trademarks=ids([first]))
    assert "Đổi nhãn hiệu: bỏ nhãn hiệu Hồng Lĩnh." in change.sentences
    decided(checked(change))
    assert list(row.trademarks.all()) == [first]
    second = Trademark.everything.get(pk=second.pk)
    assert second.removed_at
    assert indicators_told(row, "planned") == {"trademarks_registered": 1}
    assert row.indicators.get(code="trademarks_registered").planned == 1
    assert history(row)[0].before["Nhãn hiệu: Hồng Lĩnh"] == "Hồng Lĩnh"
    lacking = " ".join(str(one) for one in results_are_written(row, None))
    assert "dòng 1" in lacking and "dòng 2" not in lacking


def test_a_mark_whose_application_was_filed_does_not_leave():
    row = marks("Lam Giang", "Hồng Lĩnh")
    Trademark.objects.filter(project=row, mark="Hồng Lĩnh").update(filing_number="4-2021-100")
    first = row.trademarks.get(mark="Lam Giang")
    said = refusal(checked, asked(row, units=1, trademarks=ids([first])))
    assert "Nhãn hiệu “Hồng Lĩnh” đã nộp đơn 4-2021-100, không bỏ được" in said


def test_fewer_media_pieces_take_their_figures_out_of_the_targets():
    row = pieces(("TELEVISION", 4), ("ARTICLE", 12))
    television, article = row.mediapieces.all()
    assert "cần bỏ 1 sản phẩm truyền thông khỏi danh sách" in refusal(checked, asked(row, units=1))
    kept = asked(row, units=1, mediapieces=ids([television]))
    assert f"bỏ sản phẩm truyền thông {article}" in " ".join(kept.sentences)
    MediaPiece.objects.filter(pk=article.pk).update(first_on=day(7, 1), pieces=1)
    assert "đã phát, đăng từ 01/07/2021, không bỏ được" in refusal(checked, kept)
    MediaPiece.objects.filter(pk=article.pk).update(first_on=None, pieces=None)
    decided(checked(asked(row, units=1, mediapieces=ids([television]))))
    assert list(row.mediapieces.all()) == [television]
    assert indicators_told(row, "planned") == {"programmes": 4}


def test_fewer_booths_of_a_joined_fair_name_who_does_not_go_and_the_fair_plans_no_more_than_decided():
    row = fair("fair_join", 6, Một=2, Hai=2, Ba=2)
    assert counted_list(row) == "fairparticipants"
    said = refusal(checked, asked(row, units=4))
    assert "Số gian hàng của cơ sở tham gia trong danh sách khác số lượng đề nghị" in said
    assert "hiện có 6 gian hàng cho 4 gian hàng" in said and "còn không quá 4 gian hàng" in said
    stay = list(row.fairparticipants.all())[:2]
    change = asked(row, units=4, fairparticipants=ids(stay))
    assert "bỏ cơ sở tham gia Ba" in " ".join(change.sentences)
    decided(checked(change))
    assert list(row.fairparticipants.all()) == stay
    assert Fair.objects.get(project=row).booths_planned == 4
    assert row.indicators.get(code="booths").planned == 4 == indicators_told(row, "planned")["booths"]
    told = history(row)[0]
    assert (told.before["Số gian hàng dự kiến"], told.after["Số gian hàng dự kiến"]) == ("6", "4")


def test_fewer_turns_abroad_name_who_does_not_go_and_others_may_still_be_found():
    row = fair("fair_abroad", 3, Một=1, Hai=1, Ba=1)
    said = refusal(checked, asked(row, units=2))
    assert "cần bỏ 1 cơ sở tham gia khỏi danh sách" in said
    one = list(row.fairparticipants.all())[:1]
    decided(checked(asked(row, units=2, fairparticipants=ids(one))))  # the second is still looked for
    assert list(row.fairparticipants.all()) == one


def test_who_sold_at_the_fair_does_not_leave_its_list():
    row = fair("fair_abroad", 2, Một=1, Hai=1)
    FairParticipant.objects.filter(project=row, establishment__name="Hai").update(sales=5_000_000)
    one = list(row.fairparticipants.all())[:1]
    assert "đã ghi doanh số 5.000.000 đ, không bỏ được" in refusal(
        checked, asked(row, units=1, fairparticipants=ids(one))
    )


def test_the_page_ticks_the_mark_that_leaves_and_rest_names_those_that_stay(client):
    row = marks("Lam Giang", "Hồng Lĩnh")
    first, second = row.trademarks.all()
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    page = client.get(new).content.decode()
    assert "Hồng Lĩnh" in page and "đánh dấu bỏ những dòng thôi thực hiện" in page
    sent = {"trademarks-TOTAL_FORMS": 2, "trademarks-INITIAL_FORMS": 2, "trademarks-1-DELETE": "on"}
    sent |= {"trademarks-0-no": first.pk, "trademarks-1-no": second.pk}
    client.post(new, sent | {"title": row.title, "units": "1", "area": row.area_id, "reason": "Một cơ sở xin thôi."})
    assert [line["no"] for line in ChangeRequest.objects.get().value("trademarks")] == [first.pk]

    rest = APIClient()
    rest.force_authenticate(f.person("CENTRE_OFFICER"))
    body = {"project": row.pk, "kind": "AMEND", "reason": "Một cơ sở xin thôi."}
    answer = rest.post(
        "/api/v1/change-requests/", body | {"new_values": {"units": 1, "trademarks": ids([first])}}, format="json"
    )
    assert [value["what"] for value in answer.json()["values"]] == ["units", "trademarks", "targets"]
    answer = rest.post(
        "/api/v1/change-requests/", body | {"new_values": {"units": 1, "mediapieces": ids([first])}}, format="json"
    )
    assert answer.status_code == 400, "of a project of marks no media piece leaves"


@pytest.mark.parametrize("kind", [Trademark, MediaPiece])
def test_the_database_lets_a_counted_row_leave_by_a_decision_alone(kind):
    row = marks("Lam Giang", "Hồng Lĩnh") if kind is Trademark else pieces(("TELEVISION", 4), ("ARTICLE", 12))
    first, second = kind.objects.filter(project=row)
    change = checked(asked(row, units=1, **{kind.list_name(): ids([first])}))
    for one in (first, second):
        with pytest.raises(IntegrityError, match="by a decision alone"), transaction.atomic():
            kind.objects.filter(pk=one.pk).update(removed_at=timezone.now())
    decided(change)
    with pytest.raises(IntegrityError, match="by a decision alone"), transaction.atomic():
        kind.everything.filter(pk=second.pk).update(removed_at=None)
