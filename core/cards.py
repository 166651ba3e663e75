"""A list is a table at a desk and one card a row on a telephone; what a column is called is written once, in the table.

The style sheet lays the cards out (`table.cards`). Two things it cannot do are done here, on the finished table: every
cell takes its column's heading along as `data-label`, and every part says its role, because browsers forget that a
table is one once its parts are laid out as something else.
"""

import re

from django.utils.html import strip_tags

HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
PART = re.compile(r"<(table|thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
COLSPAN = re.compile(r'colspan="(\d+)"')
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def as_cards(html):
    """The table in `html` (from a template, so escaped) with labels and roles. One row of headings is understood."""
    head, end, body = html.partition("</thead>")
    headings = [" ".join(strip_tags(text).split()).replace('"', "&quot;") for text in HEADING.findall(head)]
    return PART.sub(_part("columnheader"), head) + end + PART.sub(_part("rowheader", headings), body)


def _part(heading_role, headings=()):
    """What stands instead of each opening tag, read from left to right."""
    column = 0

    def labelled(match):
        nonlocal column
        name, attributes = match.groups()
        role = ROLES.get(name, heading_role)
        if name == "table":
            attributes = attributes.replace('class="', 'class="cards ', 1)
        elif name == "tr":
            column = 0
        elif name in ("td", "th"):
            span = COLSPAN.search(attributes)
            if name == "td" and not span and column < len(headings):
                attributes += f' data-label="{headings[column]}"'
            column += int(span[1]) if span else 1
        return f'<{name}{attributes} role="{role}">'

    return labelled
