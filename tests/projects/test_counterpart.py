"""What the others bring: total less the support in force; of an old year what its papers say."""

import pytest

from projects.models import Project

CASES = [
    ({"total_cost": 500, "other": None, "counterpart": 300}, 200, 300),
    ({"total_cost": 500, "other": 50, "counterpart": 300}, 200, 250),
    ({"total_cost": 500, "other": None, "counterpart": 250, "is_historical": True}, 200, 250),
    ({"total_cost": 500, "other": None, "counterpart": None, "is_historical": True}, 200, 300),
    ({"total_cost": 100, "other": 0, "counterpart": None, "is_historical": True}, 150, 0),
    ({"total_cost": None, "other": 0, "counterpart": 70}, 150, 70),
    ({"total_cost": 500, "other": 0, "counterpart": 300}, None, 300),
]


@pytest.mark.parametrize(("facts", "support", "left"), CASES)
def test_the_others_bring_what_the_support_leaves_and_never_less_than_nothing(facts, support, left):
    assert Project(**facts).counterpart_under(support) == left
