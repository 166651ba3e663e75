"""What the frame of every page shows: the menu, the year people work in, whether this is a demonstration."""

from django.conf import settings

from core.dates import today
from core.menu import ACCOUNT, SEARCH, address, menu_for

FIRST_YEAR = 2017  # the oldest plan year on record; older years are entered from here on
SESSION_KEY = "year"

_years = {}  # used as an ordered set: registering twice is registering once


def register_years(years):
    """Let an app say which years have books: `years() -> iterable of int`. Called from AppConfig.ready()."""
    _years[years] = None


def years_on_offer():
    """Years for the select in the top bar, newest first: every one that could hold records, the next included."""
    this_year = today().year
    known = {year for years in _years for year in years()}
    return sorted(known | set(range(FIRST_YEAR, this_year + 2)), reverse=True)


def default_year():
    """This year when its book is open or no earlier book is known; otherwise the last year before it that has one.

    A plan being drafted for the year to come moves nobody out of the year they work in.
    """
    this_year = today().year
    return max((year for years in _years for year in years() if year <= this_year), default=this_year)


def chosen_year(request):
    """The year this person works in: `?year=` when given (and then remembered), else the remembered one.

    Pages call this and never read the parameter themselves; nonsense in the address changes nothing.
    """
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years_on_offer():
        if request.session.get(SESSION_KEY) != int(asked):
            request.session[SESSION_KEY] = int(asked)
        return int(asked)
    return request.session.get(SESSION_KEY) or default_year()


def page_frame(request):
    """Template context processor: see templates/base.html for what is done with each name.

    A view may say its own `year_action`, and in `year_keep` what of its address stays when the year is changed.
    """
    frame = {
        "demo": settings.DEMO,
        "province": getattr(settings, "PROVINCE_NAME", "Tỉnh Hà Tĩnh"),
        "frame_base": "bare.html",
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(request, "session"):
        return frame
    year = chosen_year(request)
    return frame | {
        "frame_base": "base.html",
        "menu": menu_for(user, request.path, year),
        "year": year,
        "years": years_on_offer(),
        "year_action": request.path if request.method == "GET" else "/",
        "search_url": next((url for name in SEARCH if (url := address(name))), None),
        "account_url": address(ACCOUNT),
    }
