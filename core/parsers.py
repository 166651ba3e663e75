"""What every REST endpoint reads JSON with (settings, DEFAULT_PARSER_CLASSES)."""

import json

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class PlainJSONParser(parsers.JSONParser):
    """JSON that can be stored and written back: finite numbers, real characters, no deeper than a form ever is.

    Everything else Python would read (1e999 as infinity, half a character, a hundred thousand brackets) and fail on
    later, somewhere inside.
    """

    DEEPEST = 32

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
            if _deeper_than(self.DEEPEST, data):
                raise ParseError
        except (ParseError, ValueError, RecursionError) as error:
            raise ParseError("Dữ liệu gửi lên không đọc được.") from error
        return data


def _deeper_than(levels, data):
    layer = [data]
    for _ in range(levels):
        inside = [value for value in layer if isinstance(value, dict | list)]
        layer = [inner for value in inside for inner in (value.values() if isinstance(value, dict) else value)]
    return bool(layer)
