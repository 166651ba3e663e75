"""What a change does to money: asked here, answered and carried out by the rooms that keep it (plans, budgets)."""


class MoneyRoom:
    """A room's part in changes of a project. A later room registers one instance of its own kind."""

    def support(self, project, without=None):
        """The support in force (đồng), None when this room does not know it; `without`: as if that change were not."""

    def decided_on(self, project):
        """The day of the decision that approved its support, None when this room knows none."""

    def ceiling(self, project):
        """The Ceiling that the approval froze, None when this room does not know it."""

    def objections(self, change, act):
        """[Objection] with the figures, while the change is asked for and again when its paper is recorded."""
        return []

    def hold(self, change):
        """Lock this room's records that the objections and the move look at. The caller then locks the project."""

    def carry_out(self, change, act):
        """Move what has to move, resting on `act.paper`; the caller has asked the objections again under the locks."""


_rooms = {}  # used as an ordered set: registering twice is registering once


def register_money(room):
    _rooms[room] = None


def support_of(project, without=None):
    """The support in force for a project (đồng); None while nothing is decided."""
    return next((amount for room in _rooms if (amount := room.support(project, without)) is not None), None)


def decided_on(project):
    """The day of the decision that approved the support of a project; None while nothing is decided."""
    return next((day for room in _rooms if (day := room.decided_on(project)) is not None), None)


def ceiling_of(project):
    """The Ceiling frozen with the approval of a project; None while nothing is decided."""
    return next((limit for room in _rooms if (limit := room.ceiling(project)) is not None), None)


def money_objections(change, act):
    return [objection for room in _rooms for objection in room.objections(change, act)]


def hold_money(change):
    for room in _rooms:
        room.hold(change)


def carry_out_money(change, act):
    for room in _rooms:
        room.carry_out(change, act)
