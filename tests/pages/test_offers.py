"""A page offers nobody what the next page refuses: each address it shows opens for whom it was shown to."""

import re

import pytest
from django.urls import reverse

from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
ROLES = (
    "DOIT_SPECIALIST", "DOIT_DIRECTOR", "DOIT_ACCOUNTANT", "CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR",
    "DOF_REVIEWER", "VIEWER",
)  # fmt: skip


def refused(client, page):
    """The addresses on a page's main part that do not open."""
    content = client.get(page).content.decode()
    main = content[content.index("<main") :]
    links = {link.replace("&amp;", "&").split("#")[0] for link in re.findall(r'<a[^>]* href="(/[^"]+)"', main)}
    return {link for link in links if client.get(link).status_code in (403, 404)}


@pytest.mark.parametrize("role", ROLES)
def test_first_page_year_end_and_a_project_offer_only_what_opens(client, role):
    project = b.settled(b.signed(), refuse=155).project  # part of it is to come back
    client.force_login(f.person(role))
    for page in ("/?year=2021", f"{reverse('budgets:year_end')}?year=2021", project.get_absolute_url()):
        assert refused(client, page) == set(), page


def test_the_commune_is_not_offered_a_report_of_the_province(client):
    client.force_login(f.local_officer(f.commune()))
    assert refused(client, "/?year=2021") == set()
