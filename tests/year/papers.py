"""Reading finished papers back: the words of a PDF, the table rows of a Word file."""

import io
import re

from docx import Document
from pypdf import PdfReader


def pdf_words(content):
    """All text of a PDF in one line, single spaces."""
    return _flat(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def word_rows(content):
    """[[text of each cell]] of all tables of a Word file, in order."""
    tables = Document(io.BytesIO(content)).tables
    return [[_flat(cell.text) for cell in row.cells] for table in tables for row in table.rows]


def row_after(rows, label):
    """The cells to the right of `label` in the only row it names; a column's heading of the same words is no row."""
    found = [row[row.index(label) + 1 :] for row in rows if label in row[:2]]
    assert len(found) == 1, f"{label}: {len(found)} dòng trong bảng"
    return found[0]


def numbers_after(text, label, count):
    """The first `count` amounts printed after `label`, as printed."""
    assert label in text, f"không thấy “{label}”"
    return re.findall(r"(?<![\w.,])\d[\d.]*(?:,\d+)?", text.split(label, 1)[1])[:count]


def _flat(text):
    return re.sub(r"\s+", " ", text).strip()
