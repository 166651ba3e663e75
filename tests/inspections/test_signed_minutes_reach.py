"""The signed minutes name every place of a batch: who sees only some of the places does not open them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.document_models import Document
from core.documents import documents_of
from tests import factories as f
from tests.inspections import builders as b

SCAN = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


def doors(client, person, paper):
    client.force_login(person)
    addresses = (f"/documents/{paper.pk}/", f"/api/v1/documents/{paper.pk}/", f"/api/v1/documents/{paper.pk}/file/")
    return {client.get(address).status_code for address in addresses}


def recorded(*places):
    return b.record(b.batch(*places), upload=SimpleUploadedFile("bien-ban.pdf", SCAN))


def minutes_of(batch):
    return documents_of(batch).get(kind="paper:conclude")


def test_a_district_opens_the_signed_minutes_of_its_own_places_and_not_of_those_that_go_further(client):
    district, neighbour = f.district(), f.commune("Xã Kỳ Phú", under=f.district("Huyện Kỳ Anh"))
    officer = f.local_officer(district)
    mine = recorded(b.place(b.completed()), b.place(b.completed()))
    mixed = recorded(b.place(b.completed()), b.place(b.completed(area=neighbour)))
    assert doors(client, officer, minutes_of(mine)) == {200}
    assert doors(client, officer, minutes_of(mixed)) == {404}
    assert list(Document.objects.visible_to(officer).of(mixed)) == []
    page = client.get(mixed.get_absolute_url()).content.decode()
    assert "có cả nơi ngoài phạm vi" in page and f"/documents/{minutes_of(mixed).pk}/" not in page
    assert "có cả nơi ngoài phạm vi" not in client.get(mine.get_absolute_url()).content.decode()
    for reader in (f.person("DOIT_SPECIALIST"), f.person("CENTRE_OFFICER"), f.person("DOF_REVIEWER")):
        assert doors(client, reader, minutes_of(mixed)) == {200}
