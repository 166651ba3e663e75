from datetime import date

import pytest
from django.db import transaction

from accounts.models import Organisation, RoleGrant, User
from norms.loading import load_illustrative_local_set, load_norms

IN_2021 = date(2021, 5, 28)
IN_2017 = date(2017, 10, 6)


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """The book of a whole module: loaded in a transaction around its tests, which roll back to it, then undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_norms()
        transaction.set_rollback(True)


@pytest.fixture
def book(loaded_once, db):
    """The norm book as delivered."""
    return loaded_once


@pytest.fixture
def local(book):
    """With the province's illustrative set."""
    return load_illustrative_local_set("42", IN_2021)


@pytest.fixture
def person(db):
    """person("VIEWER") -> somebody of the Department with that role."""
    office = Organisation.objects.create(name="Sở Công Thương tỉnh", short_name="Sở Công Thương", kind="DOIT")

    def make(role):
        user = User.objects.create_user(role.lower(), "mat-khau-dai", full_name="Trần Thị Hà", organisation=office)
        RoleGrant.objects.create(user=user, role=role, valid_from=date(2020, 1, 1))
        return user

    return make


@pytest.fixture(scope="module")
def starting_state():
    return "empty"
