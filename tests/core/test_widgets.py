"""Inputs for the field, and the echo of an amount in words."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from accounts.models import Organisation
from core.widgets import PhotosField, PickOne


class Visit(forms.Form):
    same = forms.ChoiceField(label="Máy có đúng như hợp đồng không?", choices=[("y", "Đúng")], widget=PickOne)
    photos = PhotosField(label="Ảnh nhãn máy", required=False)


def visit(count):
    files = [SimpleUploadedFile(f"{number}.jpg", b"x", "image/jpeg") for number in range(count)]
    return Visit({"same": "y"}, MultiValueDict({"photos": files}))


def test_several_photographs_arrive_together():
    form = visit(3)

    assert form.is_valid(), form.errors
    assert [photo.name for photo in form.cleaned_data["photos"]] == ["0.jpg", "1.jpg", "2.jpg"]


def test_no_photograph_is_an_empty_list():
    form = visit(0)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["photos"] == []


def test_too_many_photographs_are_refused_with_both_figures():
    form = visit(13)

    assert form.errors["photos"] == ["Mỗi lần gửi tối đa 12 ảnh, đang có 13 ảnh."]


def test_an_answer_is_a_card_with_its_own_label():
    html = str(Visit()["same"])

    assert 'class="pick"' in html
    assert '<label for="id_same_0"><input type="radio" name="same" value="y"' in html


@pytest.mark.django_db
def test_an_amount_is_echoed_to_people_who_are_logged_in_only(client, django_user_model):
    address = "/money-in-words/?text=2,236 tỷ"
    assert client.get(address).status_code == 302

    office = Organisation.objects.create(name="Sở Công Thương", short_name="Sở Công Thương", kind="DOIT")
    client.force_login(django_user_model.objects.create_user("ha", "x", full_name="Hà", organisation=office))

    assert client.get(address).json() == {
        "words": "Hai tỷ hai trăm ba mươi sáu triệu đồng",
        "amount": "2.236.000.000 đ",
    }
    assert "nhiều cách" in client.get("/money-in-words/?text=2.740").json()["problem"]
    assert "problem" in client.get("/money-in-words/").json()
