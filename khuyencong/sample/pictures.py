"""Scans and photos for the sample: pictures that say themselves that they are illustrative."""

import io
from functools import cache

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"


@cache
def _font(size):
    path = next(FONTS.rglob("LiberationSerif-Regular.ttf"))
    return ImageFont.truetype(str(path), size)


def page(lines, name):
    """An upload: an A4-like PNG with the lines of a paper and a mark over it."""
    image = Image.new("L", (620, 860), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 600, 840), outline=190)
    draw.text((200, 60), "MINH HỌA", font=_font(40), fill=200)
    for number, line in enumerate(lines):
        draw.text((50, 150 + 34 * number), line[:58], font=_font(22), fill=30)
    return _upload(image, name, "PNG")


def photo(text, name):
    """An upload: a JPEG standing for a photo taken on the spot."""
    image = Image.new("RGB", (640, 480), (158, 176, 186))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 120, 520, 360), fill=(200, 212, 214))
    draw.text((140, 200), text[:34], font=_font(24), fill=(40, 60, 70))
    draw.text((140, 250), "Ảnh minh họa", font=_font(24), fill=(120, 60, 60))
    return _upload(image, name, "JPEG")


def _upload(image, name, kind):
    out = io.BytesIO()
    image.save(out, kind, compress_level=1)  # quick to make; nobody mails them
    return SimpleUploadedFile(name, out.getvalue(), f"image/{kind.lower()}")
