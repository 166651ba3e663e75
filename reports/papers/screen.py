"""A paper's tables for the screen and for REST: the texts that PDF and Word print, so that none of the four differs."""

from dataclasses import asdict

from . import layout
from .paper import Paper, Table


def printed_tables(paper: Paper) -> list[dict]:
    """Each table as plain data: title, unit, header rows, rows, notes. What says most comes first."""
    first, last = ([a.blocks for a in paper.annexes if a.says_most is most] for most in (True, False))
    parts = layout.cleaned(tuple(block for blocks in (*first, paper.blocks, *last) for block in blocks))
    return [_printed(part) for part in parts if isinstance(part, Table)]


def _printed(table: Table) -> dict:
    head, rows = layout.in_words(table)
    return {
        "title": table.title,
        "unit": layout.unit_line(table),
        "head": [[asdict(cell) for cell in row] for row in head],
        "rows": [{"style": row.style.value, "cells": [asdict(cell) for cell in row.cells]} for row in rows],
        "notes": list(table.notes),
    }
