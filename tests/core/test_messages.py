"""Whatever is refused, one sentence says what was found and what would pass; Django, REST and files speak alike."""

import datetime
import re

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers

from accounts.forms import ChangePasswordForm
from accounts.models import Organisation, RoleGrant, User
from core.documents import MEGABYTE, check_upload
from core.models import SpecialDay
from tests.factories import person

NAME = "Hợp tác xã"  # ten characters
KINDS = [("OFF", "Nghỉ"), ("WORK", "Làm việc")]
TRY_IT = "Hãy mở thử tệp trên máy: xem được thì tải lại, không xem được thì lấy bản khác."


def upload(content, name="bien-ban.pdf"):
    return SimpleUploadedFile(name, content)


FORMS = [
    (forms.CharField(max_length=6), NAME, "Không được quá 6 ký tự (đang có 10)."),
    (forms.CharField(min_length=12), NAME, "Phải có ít nhất 12 ký tự (đang có 10)."),
    (forms.CharField(), "", "Phải nhập mục này."),
    (forms.CharField(), "A\x00", "Không được có ký tự rỗng (NUL)."),
    (forms.IntegerField(max_value=100), "101", "Không được lớn hơn 100 (đang là 101)."),
    (forms.IntegerField(min_value=1), "-3", "Không được nhỏ hơn 1 (đang là -3)."),
    (forms.IntegerField(), "mười", "Phải là số nguyên."),
    (forms.DecimalField(), "mười", "Phải là số."),
    (forms.DecimalField(max_digits=4, decimal_places=1), "1.25", "Không được quá 1 chữ số sau dấu phẩy."),
    (forms.DecimalField(max_digits=4, decimal_places=1), "1234", "Không được quá 3 chữ số trước dấu phẩy."),
    (forms.DateField(), "31/02/2021", "Ngày viết theo mẫu ngày/tháng/năm, ví dụ 15/06/2021."),
    (forms.EmailField(), "sct", "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@hatinh.gov.vn."),
    (forms.SlugField(), "mã số", "Chỉ gồm chữ không dấu, chữ số, dấu gạch ngang và gạch dưới."),
    (forms.ChoiceField(choices=KINDS), "X", "“X” không có trong danh sách. Hãy chọn một giá trị của danh sách."),
    (
        forms.TypedMultipleChoiceField(choices=KINDS), ["X"],
        "“X” không có trong danh sách. Hãy chọn một giá trị của danh sách.",
    ),
    (forms.FileField(), upload(b""), "Tệp rỗng, không có nội dung."),
    (forms.FileField(max_length=6), upload(b"x"), "Tên tệp không được quá 6 ký tự (đang có 12)."),
    (forms.ImageField(), upload(b"x", "anh.png"), "Phải là tệp ảnh còn nguyên vẹn."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "given", "sentence"), FORMS)
def test_a_form_says_what_was_found_and_what_would_pass(field, given, sentence):
    with pytest.raises(ValidationError) as refusal:
        field.clean(given)
    assert refusal.value.messages == [sentence]


REST = [
    (serializers.CharField(max_length=6), NAME, "Không được quá 6 ký tự (đang có 10)."),
    (serializers.CharField(min_length=12), NAME, "Phải có ít nhất 12 ký tự (đang có 10)."),
    (serializers.CharField(), "", "Mục này không được để trống."),
    (serializers.IntegerField(max_value=100), 101, "Không được lớn hơn 100 (đang là 101)."),
    (serializers.IntegerField(min_value=1), -3, "Không được nhỏ hơn 1 (đang là -3)."),
    (serializers.IntegerField(), "mười", "Phải là số nguyên."),
    (serializers.DateField(), "31/02/2021", "Ngày viết theo mẫu YYYY-MM-DD."),
    (serializers.ChoiceField(KINDS), "X", "“X” không có trong các giá trị cho phép."),
    (serializers.ListField(max_length=1), [1, 2, 3], "Nhiều nhất 1 mục (đang có 3)."),
    (serializers.FileField(), upload(b""), "Tệp rỗng, không có nội dung."),
    (serializers.FileField(max_length=6), upload(b"x"), "Tên tệp không được quá 6 ký tự (đang có 12)."),
]


@pytest.mark.parametrize(("field", "given", "sentence"), REST)
def test_rest_says_it_in_the_same_words(field, given, sentence):
    with pytest.raises(serializers.ValidationError) as refusal:
        field.run_validation(given)
    assert [str(line) for line in refusal.value.detail] == [sentence]


PAPERS = [
    (b"", "Tệp rỗng, không có nội dung."),
    (
        b"%PDF-1.4 " + b"x" * (3 * MEGABYTE),
        "Tệp 3 MB, tối đa 2 MB. Hãy giảm độ phân giải bản quét hoặc tách thành nhiều tệp.",
    ),
    (b"%PDF-1.4 ", f"Tệp PDF bị hỏng hoặc chưa tải lên hết, không thấy phần cuối. {TRY_IT}"),
    (b"\xff\xd8\xff\xe0 nothing", f"Tệp bị hỏng hoặc chưa tải lên hết. {TRY_IT}"),
    (b"PK\x03\x04 nothing", f"Tệp bị hỏng hoặc chưa tải lên hết. {TRY_IT}"),
    ("chữ".encode(), "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG, Excel (.xlsx), Word (.docx)."),
]


@pytest.mark.parametrize(("content", "sentence"), PAPERS)
def test_a_paper_that_is_refused_says_why_and_what_to_do(settings, content, sentence):
    settings.DOCUMENT_MAX_BYTES = 2 * MEGABYTE
    with pytest.raises(ValidationError) as refusal:
        check_upload(upload(content))
    assert refusal.value.messages == [sentence]


@pytest.mark.django_db
class TestRecords:
    def refused(self, row):
        with pytest.raises(ValidationError) as refusal:
            row.full_clean()
        return refusal.value.messages

    def test_a_second_row_of_the_same_is_told_which_boxes_agree(self):
        day = datetime.date(2026, 2, 16)
        SpecialDay.objects.create(date=day, kind="OFF", name="Tết")
        assert self.refused(SpecialDay(date=day, kind="OFF", name="Tết")) == [
            "Ngày này đã có ở dòng khác. Hãy nhập giá trị khác, hoặc sửa dòng đã có."
        ]
        grant = person("VIEWER").role_grants.get()
        again = RoleGrant(user=grant.user, role=grant.role, valid_from=grant.valid_from)
        assert "Đã có dòng khác trùng các mục: Tài khoản, Vai trò và Từ ngày. Hãy sửa dòng đã có." in self.refused(
            again
        )

    def test_a_kind_that_does_not_exist_and_an_office_that_is_gone(self):
        said = self.refused(Organisation(name="Phòng", short_name="Phòng", kind="X"))
        assert "“X” không có trong các giá trị cho phép." in said
        with pytest.raises(ValidationError) as refusal:
            forms.ModelChoiceField(User.objects.all()).clean("999999")
        assert refusal.value.messages == [
            "Giá trị đã gửi không có trong danh sách. Hãy chọn một giá trị của danh sách."
        ]

    @pytest.mark.parametrize(
        ("old", "new", "again", "sentence"),
        [
            ("sai", "mat-khau-moi-2021", "mat-khau-moi-2021", "Mật khẩu hiện tại chưa đúng. Hãy nhập lại."),
            ("mat-khau-dai-2021", "mat-khau-moi-2021", "khac", "Hai lần nhập mật khẩu không giống nhau."),
            ("mat-khau-dai-2021", "ngan", "ngan", "Mật khẩu quá ngắn, phải có ít nhất 10 ký tự."),
            (
                "mat-khau-dai-2021", "qwertyuiop", "qwertyuiop",
                "Nhiều người dùng mật khẩu này nên dễ bị đoán. Hãy đặt mật khẩu khác.",
            ),
        ],
    )  # fmt: skip
    def test_a_password_that_will_not_do(self, old, new, again, sentence):
        form = ChangePasswordForm(person("VIEWER"), {"old_password": old, "new_password1": new, "new_password2": again})
        assert [line for lines in form.errors.values() for line in lines] == [sentence]


def test_what_the_database_refuses_names_the_law_in_words():
    """Not by the short names that notes and comments use: L26, T36, N45, B26."""
    short = [
        (model.__name__, str(rule.violation_error_message))
        for model in apps.get_models()
        for rule in model._meta.constraints
        if re.search(r"\b[LTNB]\d{2,3}\b", str(rule.violation_error_message))
    ]
    assert short == []
