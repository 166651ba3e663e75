"""What templates show: money, dates, states, the runway, the range meter, fields."""

import datetime
import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from core.models import SpecialDay
from core.money import MoneyFormField
from core.svg import FOLLOWED, LEAST_SHARE, compartments, meter
from core.workflow import Objection, Step, Transition

MILLION = 10**6
LABELS = {
    "TREASURY": "Nguồn ngân sách",
    "APPROPRIATED": "Dự toán được giao",
    "WITHHELD": "Tiết kiệm, chưa được sử dụng",
    "ALLOCATED": "Dự toán đã phân bổ",
    "APPROVED": "Đã bố trí cho đề án",
    "COMMITTED": "Đã ký hợp đồng, giao nhiệm vụ",
    "ADVANCED": "Số dư tạm ứng",
    "PAID": "Đã thanh toán (thực chi)",
    "SETTLED": "Đã quyết toán",
    "RECOVERABLE": "Phải thu hồi, nộp trả",
    "CLAIMED": "Phải thu hồi của năm đã quyết toán",
}


def stages(**balances):
    """The ledger's answer with these balances (đồng), everything else empty."""
    return [
        {"stage": code, "label": label, "balance": balances.get(code, 0), "reached": balances.get(code, 0)}
        for code, label in LABELS.items()
    ]


def shown(source, **context):
    return Template("{% load kc %}" + source).render(Context(context))


# --- words and figures ---------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|dong }}", 2_236_000_000, "2.236.000.000 đ"),
        ("{{ v|dong }}", None, "–"),
        ("{{ v|trieu }}", 23_292_200_000, "23.292,2"),
        ("{{ v|in_words }}", 2_236_000_000, "Hai tỷ hai trăm ba mươi sáu triệu đồng"),
        ("{{ v|in_words }}", None, ""),
        ("{{ v|ngay }}", datetime.date(2026, 4, 3), "03/04/2026"),
        ("{{ v|ngay }}", None, "–"),
        ("{{ v|number }}", 1234, "1.234"),
        ("{{ v|number }}", "12.50", "12,5"),
        ("{{ v|number }}", None, "–"),
        ("{{ v|minutes }}", datetime.timedelta(seconds=870), "15"),
    ],
)
def test_figures_and_dates_read_as_the_office_writes_them(source, value, expected):
    assert shown(source, v=value) == expected


# --- the runway ------------------------------------------------------------------
def test_the_bar_is_filled_from_end_to_end_and_in_ledger_order():
    bar = compartments(stages(**{code: (number + 1) * 10 * MILLION for number, code in enumerate(FOLLOWED)}))

    assert [row.stage for row in bar] == list(FOLLOWED)
    assert sum(float(row.width) for row in bar) == pytest.approx(100, abs=0.01)
    for before, after in pairwise(bar):
        assert float(after.x) == pytest.approx(float(before.end), abs=0.002)


def test_widths_are_true_to_scale():
    bar = {row.stage: row for row in compartments(stages(ALLOCATED=300 * MILLION, SETTLED=100 * MILLION))}

    assert (bar["ALLOCATED"].width, bar["SETTLED"].width) == ("75.000", "25.000")
    assert bar["PAID"].width is None


def test_a_single_dong_can_still_be_seen():
    bar = {row.stage: row for row in compartments(stages(APPROVED=2_236 * MILLION, RECOVERABLE=1))}

    assert float(bar["RECOVERABLE"].width) == LEAST_SHARE
    assert float(bar["APPROVED"].width) == pytest.approx(100 - LEAST_SHARE)


def test_one_stage_alone_fills_the_bar_without_a_gap():
    html = shown("{% runway stages %}", stages=stages(APPROVED=300 * MILLION))

    assert 'class="s3" x="0.000%" y="0" width="100.000%"' in html
    assert "runway-gap" not in html


def test_a_year_without_money_says_so_and_draws_nothing():
    html = shown("{% runway stages %}", stages=stages())

    assert "Chưa có số liệu" in html
    assert "chưa có tiền ở khâu nào" in html
    assert html.count("<rect") == 1


def test_the_bar_is_told_to_those_who_cannot_see_it():
    html = shown("{% runway stages %}", stages=stages(ALLOCATED=420 * MILLION, PAID=1_816_500_000))

    assert (
        'aria-label="Dòng tiền: Dự toán đã phân bổ 420 triệu đồng; Đã thanh toán (thực chi) 1.816,5 triệu đồng"' in html
    )
    assert "1.816.500.000 đ" in html
    assert "Lũy kế đã đến khâu này" in html
    assert "2.236.500.000 đ" in html  # the sum of the followed stages


def test_every_stage_has_the_same_colour_in_bar_and_legend():
    html = shown("{% runway stages %}", stages=stages(**dict.fromkeys(FOLLOWED, MILLION)))

    for number, code in enumerate(FOLLOWED, start=1):
        assert re.search(rf'<rect class="s{number}"[^>]*><title>{re.escape(LABELS[code])}', html)
        assert f'<div class="s{number}"><dt>{LABELS[code]}</dt>' in html


def test_money_outside_the_eight_stages_is_named_beside_them():
    html = shown(
        "{% runway stages %}", stages=stages(APPROPRIATED=MILLION, WITHHELD=20 * MILLION, TREASURY=-21 * MILLION)
    )

    assert "Tiết kiệm, chưa được sử dụng <b>20 triệu</b>" in html
    assert "Nguồn ngân sách" not in html


def test_nothing_drawn_needs_inline_style_or_a_decimal_comma():
    html = shown(
        "{% runway stages %}{% range_meter 1 1 3 'lớp' %}", stages=stages(APPROVED=MILLION, SETTLED=2 * MILLION)
    )

    assert "style=" not in html
    assert not re.search(r'(?:x|width|x1|x2|cx)="[0-9]*,', html)


# --- range meters ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("count", "least", "most", "verdict", "word"),
    [
        (4, 5, 7, "under", "chưa đủ"),
        (5, 5, 7, "within", "đủ"),
        (7, 5, 7, "within", "đủ"),
        (8, 5, 7, "over", "vượt"),
        (0, 1, 2, "under", "chưa đủ"),
        (2, 2, 2, "within", "đủ"),
        (3, None, None, "none", "chưa có chỉ tiêu"),
        (1, None, 2, "within", "đủ"),
        (3, 2, None, "within", "đủ"),
        (None, 1, 2, "under", "chưa đủ"),
    ],
)
def test_a_target_range_says_in_a_word_where_the_count_stands(count, least, most, verdict, word):
    found = meter(count, least, most)

    assert (found.verdict, found.word) == (verdict, word)
    assert f">{word}</span>" in shown("{% range_meter c a b %}", c=count, a=least, b=most)


@pytest.mark.parametrize("count", [0, 1, 6, 90, 1000])
def test_dot_and_band_stay_on_the_scale(count):
    found = meter(count, 5, 80)

    assert 0 <= float(found.dot) <= 120
    assert float(found.band_x) >= 0
    assert float(found.band_x) + float(found.band_width) <= 120


# --- states, fields, addresses ---------------------------------------------------------
def test_a_state_keeps_its_word_beside_its_colour():
    project = SimpleNamespace(status="RETURNED", get_status_display=lambda: "Chờ bổ sung, hoàn thiện hồ sơ")

    assert shown("{% status_tag p %}", p=project) == '<span class="tag nghe">Chờ bổ sung, hoàn thiện hồ sơ</span>'


def test_a_model_may_choose_the_colours_of_its_own_states():
    visit = SimpleNamespace(status="FILED", get_status_display=lambda: "Đã gửi", STATUS_TONE={"FILED": "la"})

    assert 'class="tag la"' in shown("{% status_tag v %}", v=visit)


class Application(forms.Form):
    cost = MoneyFormField(label="Tổng kinh phí thực hiện", help_text="Gồm cả vốn đối ứng.")
    tier = forms.ChoiceField(label="Nguồn", choices=[("L", "Địa phương")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Đã kiểm tra trùng hỗ trợ")


def test_a_field_ties_its_help_and_its_error_to_the_input():
    html = shown("{% form_fields form %}", form=Application({"cost": "2.740"}))

    assert 'for="id_cost"' in html
    assert 'aria-describedby="id_cost_helptext id_cost_error"' in html
    assert 'id="id_cost_helptext"' in html
    assert 'id="id_cost_error"' in html
    assert 'aria-invalid="true"' in html
    assert "có thể hiểu nhiều cách" in html
    assert "<fieldset" in html
    assert html.count("<legend") == 1


def test_all_that_is_wrong_stands_above_the_form_with_a_way_to_each_field():
    html = shown("{% form_fields form %}", form=Application({"cost": "2.740", "tier": "X"}))

    assert "còn 3 điều" in html
    assert re.search(r'role="alert" tabindex="-1" autofocus', html)
    for field, label in (("cost", "Tổng kinh phí thực hiện"), ("tier", "Nguồn"), ("sure", "Đã kiểm tra trùng hỗ trợ")):
        assert f'<a href="#id_{field}">{label}</a>: ' in html
        assert f'id="id_{field}"' in html
    assert 'role="alert"' not in shown("{% form_fields form %}", form=Application())


def test_what_is_wrong_in_rows_names_the_row_and_an_objection_leads_to_its_field():
    rows = forms.formset_factory(Application)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"})
    more = [Objection("Chưa có ảnh", field="tier"), "Lạ."]
    page = {"form": Application({"cost": "1 tỷ"}), "rows": rows, "more": more}
    html = shown("{% objections form rows more title='Chưa gửi được' %}", **page)

    assert "Chưa gửi được, còn 10 điều" in html
    assert '<a href="#id_form-1-cost">Dòng 2, Tổng kinh phí thực hiện</a>: ' in html
    assert '<a href="#id_tier">Chưa có ảnh.</a>' in html
    assert "<li>Lạ.</li>" in html


def test_an_amount_is_said_in_words_when_the_page_comes_back():
    html = shown("{% field form.cost %}", form=Application({"cost": "2,236 tỷ"}))

    assert "Hai tỷ hai trăm ba mươi sáu triệu đồng" in html
    assert "data-words-url" in html


def test_what_somebody_typed_cannot_become_markup():
    html = shown("{% field form.cost %}", form=Application({"cost": '"><script>alert(1)</script>'}))

    assert "<script>" not in html


def test_changing_a_filter_starts_paging_again():
    request = RequestFactory().get("/", {"q": "máy", "page": "3", "status": "DRAFT"})

    address = shown("{% query_replace sort='-cost' status=None %}", request=request)

    assert "q=m%C3%A1y" in address
    assert "sort=-cost" in address
    assert "page" not in address
    assert "status" not in address


def steps_page(*steps):
    return shown(
        "{% include 'core/_steps.html' with press_url='/p/7/press/' %}", steps=list(steps), object=SpecialDay(pk=7)
    )


def arrow(name, label, **more):
    return Transition(name, label, ("A",), "B", permission="x.y", **more)


@pytest.mark.django_db
def test_the_next_step_shows_every_reason_why_not_with_figures_and_article():
    why = Objection("Giá trị đã thực hiện chưa đủ", "61 %", "trên 70 %", "Thông tư 36/2013/TT-BCT, điều 13")
    html = steps_page(Step(arrow("advance", "Đề nghị tạm ứng"), True, [why, Objection("Thiếu báo cáo tiến độ")], []))

    assert "còn 2 điều" in html
    assert "hiện có <b>61 %</b>; cần <b>trên 70 %</b>" in html
    assert "điều 13" in html
    assert "disabled" in html
    assert "<form" not in html


@pytest.mark.django_db
def test_a_step_that_is_mine_is_a_button_and_another_persons_is_a_name():
    html = steps_page(
        Step(arrow("sign", "Ký hợp đồng"), True, [], []),
        Step(arrow("pay", "Chi"), False, [], ["Kế toán Sở Công Thương"]),
    )

    assert 'action="/p/7/press/sign/"' in html
    assert "/p/7/press/pay/" not in html
    assert "chờ Kế toán Sở Công Thương" in html


@pytest.mark.django_db
def test_a_finished_record_says_that_nothing_is_left_to_do():
    assert "Không còn bước nào phải làm" in steps_page()
