"""The catalogues an import reads its words by, each read once however many rows there are."""

from collections import defaultdict
from difflib import get_close_matches

from accounts.models import AreaPlacement, Organisation
from core.text import fold
from establishments.models import Establishment
from norms.ceiling import NormBook
from norms.models import SupportCategory

MOST_GUESSED = 50  # unknown words of one catalogue: a thousand against 700 names take 1.4 s of work, fifty 0.1 s


class Catalogue:
    """Records by the words people use for them."""

    def __init__(self, rows, words):
        self.by_word, self.names, self._near = defaultdict(list), {}, {}
        for row in rows:
            for word in filter(None, dict.fromkeys(fold(word) for word in words(row) if word)):
                self.by_word[word].append(row)
                self.names.setdefault(word, str(row))

    def find(self, text):
        """The records these words name: none, one or several."""
        return self.by_word.get(fold(text), [])

    def near(self, text):
        """The name that looks most like it, "" when none does or too many were looked for already."""
        key = fold(text)[:120]
        if key not in self._near:
            if len(self._near) == MOST_GUESSED:
                return ""
            found = get_close_matches(key, self.by_word, n=1, cutoff=0.8)
            self._near[key] = self.names[found[0]] if found else ""
        return self._near[key]


class Catalogues:
    """Everything an import of this person looks up. Five queries, and two of the norms once a row asks them."""

    def __init__(self, by):
        self.categories = Catalogue(
            SupportCategory.objects.filter(active=True), lambda row: (row.code, row.name, row.name_short)
        )
        self.offices = Catalogue(Organisation.objects.all(), lambda row: (row.short_name, row.name, row.abbreviation))
        self.placements = list(AreaPlacement.objects.exclude(parent=None).select_related("area", "parent"))
        self.areas = Catalogue({row.area_id: row.area for row in self.placements}.values(), _words_of_area)
        self.establishments = Catalogue(
            Establishment.objects.visible_to(by).select_related("area"), lambda row: (row.code, row.name, row.label)
        )
        self.norms = NormBook()
        self.reach = {row.pk for rows in self.establishments.by_word.values() for row in rows}

    def areas_on(self, text, day):
        """The districts and communes of that day with this name; "Xã Hòa Lạc, Huyện Đức Thọ" names the one above."""
        name, _, above = text.partition(",")
        found = [
            area
            for area in self.areas.find(name)
            if (area.valid_from is None or area.valid_from <= day) and (area.valid_to is None or day <= area.valid_to)
        ]
        if not above.strip() or len(found) < 2:
            return found
        under = {
            placement.area_id
            for placement in self.placements
            if fold(above) in [fold(word) for word in _words_of_area(placement.parent)]
        }
        return [area for area in found if area.pk in under]


def _words_of_area(area):
    name, word = area.name, area.type_word
    bare = name[len(word) :].strip() if word and name.casefold().startswith(word.casefold()) else ""
    return name, bare, area.code
