"""A small set of books: two units, two lines, two projects with their commitments, two years."""

from datetime import date

import pytest

from accounts.models import Organisation, User
from ledger.models import BookYear
from ledger.posting import Kind, Line, Place, Stage, carry, charge, post, subject_of, treasury
from ledger.years import open_year

DAY = date(2021, 5, 10)
UNDIVIDED = (Stage.TREASURY, Stage.APPROPRIATED, Stage.WITHHELD)


class Books:
    """Short words for tests. Places default to the Centre, 2021, line 1, project 1 and its commitment 1."""

    def __init__(self):
        self.sct = Organisation.objects.create(name="Sở Công Thương Hà Tĩnh", short_name="Sở Công Thương", kind="DOIT")
        self.centre = Organisation.objects.create(
            name="Trung tâm Khuyến công Hà Tĩnh", short_name="Trung tâm", kind="CENTRE", is_spending_unit=True
        )
        self.by = User.objects.create(username="ketoan", full_name="Lê Kế Toán", organisation=self.centre)
        self.y2021, self.y2022 = open_year(2021), open_year(2022)
        self.national = open_year(2021, BookYear.Tier.NATIONAL, "Ngân sách trung ương")
        self.line1, self.line2 = (subject_of("LINE", n, name) for n, name in [(1, "Máy móc"), (2, "Hội chợ")])
        self.project1 = subject_of("PROJECT", 11, "Dây chuyền gạch")
        self.project2 = subject_of("PROJECT", 12, "Sấy nông sản")
        self.contract1 = subject_of("COMMITMENT", 101, "HĐ 01/2021", self.project1)
        self.contract1b = subject_of("COMMITMENT", 102, "HĐ 02/2021", self.project1)
        self.contract2 = subject_of("COMMITMENT", 103, "HĐ 03/2021", self.project2)

    def at(self, stage, subject=None, *, unit=None, year=None):
        if subject is None and stage not in UNDIVIDED:
            subject = {Stage.ALLOCATED: self.line1, Stage.APPROVED: self.project1}.get(stage, self.contract1)
        return Place(year or self.y2021, unit or self.centre, stage, subject)

    def post(self, *lines, name="Việc thử", **given):
        return post(name, lines, **{"by": self.by, "dated_on": DAY} | given)

    def move(self, kind, source, target, amount, **given):
        return self.post(Line(kind, source, target, amount), **given)

    def fund(self, stage, amount=1_000, subject=None, *, unit=None, year=None):
        """Bring `amount` from the source to a stage, along the ordinary way. Returns the place."""

        def at(stage, about=None):
            return self.at(stage, about, unit=unit, year=year)

        place = at(stage, subject)
        commitment = place.subject if place.subject is not None and place.subject.kind == "COMMITMENT" else None
        project = commitment.parent if commitment else place.subject
        given = at(Stage.APPROPRIATED)
        way = [(Kind.APPROPRIATE, treasury(place.book_year, place.unit), given)]
        if stage == Stage.WITHHELD:
            way += [(Kind.WITHHOLD, given, place)]
        elif stage == Stage.ALLOCATED:
            way += [(Kind.ALLOCATE, given, place)]
        elif stage == Stage.CLAIMED:
            raise ValueError("claims come from a closed year")
        elif stage != Stage.APPROPRIATED:
            line = at(Stage.ALLOCATED)
            approved = at(Stage.APPROVED, project)
            way += [(Kind.ALLOCATE, given, line), (Kind.RESERVE, line, approved)]
            if commitment:
                after = {
                    Stage.COMMITTED: [],
                    Stage.ADVANCED: [(Kind.ADVANCE, Stage.ADVANCED)],
                    Stage.PAID: [(Kind.PAY, Stage.PAID)],
                    Stage.SETTLED: [(Kind.PAY, Stage.PAID), (Kind.SETTLE, Stage.SETTLED)],
                    Stage.RECOVERABLE: [(Kind.ADVANCE, Stage.ADVANCED), (Kind.RECOVER, Stage.RECOVERABLE)],
                }[stage]
                here = at(Stage.COMMITTED, commitment)
                way += [(Kind.COMMIT, approved, here)]
                for kind, next_stage in after:
                    way += [(kind, here, here := at(next_stage, commitment))]
        self.post(*(Line(kind, source, target, amount) for kind, source, target in way), name="Cấp tiền")
        return place

    def claim_from_2021(self, amount=1_000, subject=None):
        """Money left to recover at the end of 2021 stands as a claim in 2022."""
        owed = self.fund(Stage.RECOVERABLE, amount, subject)
        self.post(*carry(owed, amount, self.y2022), name="Chuyển nguồn")
        return self.at(Stage.CLAIMED, owed.subject, year=self.y2022)

    carry, charge = staticmethod(carry), staticmethod(charge)


@pytest.fixture
def books(db):
    return Books()


@pytest.fixture
def own_books(own_database):
    """The same with real commits, in a database of the test's own: (books, database)."""
    return Books(), own_database


@pytest.fixture(scope="module")
def starting_state():
    return "empty"
