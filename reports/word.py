"""A `Paper` as a Word file (.docx) for officers who still edit the draft: the PDF's texts, figures and layout."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .papers import layout
from .papers.paper import (
    Annex,
    Block,
    Heading,
    NumberedItem,
    Paper,
    Paragraph,
    RowStyle,
    Signatures,
    Table,
)

FONT = "Times New Roman"
BODY_SIZE = 14
BODY_SPACING = 1.15  # of Word's single line, about 1.3 of the type size
INDENT = Mm(12.7)
ROOM_TO_SIGN = 60  # pt between what somebody signs as and the name
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def render_docx(paper: Paper, illustrative: bool = False) -> bytes:
    """The paper as DOCX bytes. `illustrative` prints "Số liệu minh họa" at the foot of every page.

    Raises ValueError when a table's figures do not fit on the page.
    """
    writer = _Writer(layout.cleaned(paper), illustrative)
    writer.first_page()
    writer.blocks(writer.paper.blocks, layout.TEXT_WIDTH)
    writer.signatures()
    for annex in writer.paper.annexes:
        writer.annex(annex)
    return writer.saved()


class _Writer:
    def __init__(self, paper: Paper, illustrative: bool):
        self.paper = paper
        self.document = Document()
        self.place = self.document  # where the next paragraph goes: the body or a table's cell
        _set_base_style(self.document)
        properties = self.document.core_properties
        properties.title = self.paper.title
        properties.author = properties.last_modified_by = paper.office.name
        properties.comments = ""
        properties.language = "vi-VN"
        properties.created = properties.modified = datetime.now(UTC)
        section = self.document.sections[0]
        _set_page(section, landscape=False)
        number = section.header.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _page_number(number)
        if illustrative:
            for footer in (section.footer, section.first_page_footer):
                line = footer.paragraphs[0]
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _run(line, layout.ILLUSTRATIVE, 9, italic=True)

    def saved(self) -> bytes:
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    # --- pieces ---

    def line(self, text, size=BODY_SIZE, *, align="left", bold=False, italic=False, after=0, before=0, indent=None):
        """One paragraph, single spaced unless it is body text."""
        paragraph = self.place.add_paragraph()
        paragraph.alignment = ALIGN[align]
        style = paragraph.paragraph_format
        style.space_before, style.space_after, style.line_spacing = Pt(before), Pt(after), 1.0
        style.first_line_indent = indent
        if text:
            _run(paragraph, text, size, bold=bold, italic=italic)
        return paragraph

    def body(self, text, *, bold=False, italic=False, align="justify", keep=False):
        align = "left" if layout.to_be_filled(text) else align
        paragraph = self.line(text, bold=bold, italic=italic, align=align, after=6, indent=INDENT)
        paragraph.paragraph_format.line_spacing = BODY_SPACING
        paragraph.paragraph_format.widow_control = True
        paragraph.paragraph_format.keep_with_next = keep
        return paragraph

    def rule(self, length, available):
        """A solid line `length` mm long, centred in `available` mm: a paragraph whose upper border is the line."""
        paragraph = self.line("", 2, before=2)
        style = paragraph.paragraph_format
        style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
        style.left_indent = style.right_indent = Mm(max(0, (available - length) / 2))
        borders = OxmlElement("w:pBdr")
        borders.append(_element("w:top", val="single", sz="6", space="1", color="000000"))
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def bare_table(self, widths, rows=1):
        """A table without borders or padding."""
        table = self.document.add_table(rows, len(widths))
        _fix_widths(table, widths)
        _table_property(table, "w:tblCellMar", *(_element(f"w:{s}", w="0", type="dxa") for s in ("left", "right")))
        return table

    def into(self, cell):
        """Write the next paragraphs into a cell, whose own first empty paragraph goes away."""
        for paragraph in list(cell.paragraphs):
            paragraph._p.getparent().remove(paragraph._p)
        self.place = cell

    # --- the paper, from top to bottom ---

    def first_page(self):
        paper, issuer, size = self.paper, layout.issuer_lines(self.paper), layout.issuer_size(self.paper)
        left, right = layout.HEAD_LEFT, layout.TEXT_WIDTH - layout.HEAD_LEFT
        table = self.bare_table((left, right), rows=2)
        self.into(table.cell(0, 0))
        for text in layout.superior_lines(paper):
            self.line(text, 13, align="center")
        for text in issuer:
            self.line(text, size, align="center", bold=True)
        self.rule(0.4 * max(layout.text_width(text, size, bold=True) for text in issuer), left)
        self.into(table.cell(0, 1))
        self.line(layout.NATION, 13, align="center", bold=True)
        self.line(layout.MOTTO, 14, align="center", bold=True)
        self.rule(layout.text_width(layout.MOTTO, 14, bold=True), right)
        self.into(table.cell(1, 0))
        self.line(layout.number_line(paper), 13, align="center", before=4)
        for at, text in enumerate(layout.abstract_lines(paper) if paper.is_letter else ()):
            self.line(text, 12, align="center", before=0 if at else 6)
        self.into(table.cell(1, 1))
        self.line(layout.place_and_date(paper), 14, align="center", italic=True, before=4)
        self.place = self.document

        if not paper.is_letter:
            self.type_and_abstract()
        self.addressees()
        for text in layout.ground_lines(paper):
            self.body(text, italic=True)

    def type_and_abstract(self):
        self.line(self.paper.type_name, bold=True, align="center", before=16)
        abstract = layout.abstract_lines(self.paper)
        for text in abstract:
            self.line(text, bold=True, align="center")
        self.rule(0.4 * max(layout.text_width(text, 14, bold=True) for text in abstract), layout.TEXT_WIDTH)
        if not self.paper.addressees:
            self.line("", 8)

    def addressees(self):
        if not self.paper.addressees:
            return
        if self.paper.is_letter:
            self.line("", 12)  # below its "V/v …"; two tables without a paragraph between them would be one
        label, lines = "Kính gửi:", layout.addressee_lines(self.paper)
        first = layout.text_width(label, BODY_SIZE) + 2
        widest = max(layout.text_width(text, BODY_SIZE) for text in lines)
        left = max(0, (layout.TEXT_WIDTH - first - widest) / 2)
        table = self.bare_table((left + first, layout.TEXT_WIDTH - left - first))
        self.into(table.cell(0, 0))
        self.line(label, before=6).paragraph_format.left_indent = Mm(left)
        self.into(table.cell(0, 1))
        for at, text in enumerate(lines):
            self.line(text, before=0 if at else 6)
        self.place = self.document
        self.line("", 6)

    def blocks(self, blocks: tuple[Block, ...], width: float):
        for block in blocks:
            match block:
                case Table():
                    self.table(block, width)
                case Signatures():
                    self.parties(block, width)
                case Heading(text):
                    self.body(text, bold=True, align="left", keep=True)
                case NumberedItem(marker, text):
                    self.body(f"{marker} {text}")
                case Paragraph(text, italic, keep_with_next):
                    self.body(text, italic=italic, keep=keep_with_next)

    def table(self, table: Table, width: float):
        laid = layout.lay_out(table, width)
        if laid.unit_line:
            line = self.line(laid.unit_line, 12, italic=True, align="right", after=2)
            line.paragraph_format.keep_with_next = True
        grid = self.document.add_table(len(laid.head) + len(laid.rows), len(laid.widths), style="Table Grid")
        _fix_widths(grid, laid.widths)
        padding = str(round(layout.CELL_PADDING / 25.4 * 1440))
        _table_property(
            grid,
            "w:tblCellMar",
            *(
                _element(f"w:{side}", w=w, type="dxa")
                for side, w in (("top", "45"), ("left", padding), ("bottom", "45"), ("right", padding))
            ),
        )
        lines = list(grid.rows)  # looked up once: python-docx counts from the top each time
        self.head(lines[: len(laid.head)], laid)
        following = (*laid.rows, None)[1:]
        for line, row, after in zip(lines[len(laid.head) :], laid.rows, following, strict=True):
            with_next = after is not None and (laid.is_short or after.style is RowStyle.TOTAL)
            self.row(line, row, laid.size, keep=row.style is not RowStyle.ITEM or with_next)
        self.place = self.document
        for note in laid.notes:
            self.line(note, 12, italic=True, align="justify", before=3)
        ends_in_total = bool(laid.rows) and laid.rows[-1].style is RowStyle.TOTAL
        self.line("", 6).paragraph_format.keep_with_next = ends_in_total  # the amount in words follows

    def head(self, lines, laid: layout.LaidTable):
        """Header rows, repeated on every page. A cell may cover several columns or rows."""
        cells = [line.cells for line in lines]
        taken = set()
        for down, row in enumerate(laid.head):
            at = 0
            for cell in row:
                while (down, at) in taken:
                    at += 1
                taken |= {(down + i, at + j) for i in range(cell.down) for j in range(cell.span)}
                target = cells[down][at]
                if cell.span > 1 or cell.down > 1:
                    target = target.merge(cells[down + cell.down - 1][at + cell.span - 1])
                self.cell(target, cell, laid.size, bold=not cell.nowrap, italic=cell.nowrap, keep=True)
            _row_property(lines[down], "w:cantSplit")
            _row_property(lines[down], "w:tblHeader")

    def row(self, line, row: layout.LaidRow, size, keep):
        cells, at = line.cells, 0
        for cell in row.cells:
            target = cells[at]
            if cell.span > 1:
                target = target.merge(cells[at + cell.span - 1])
            self.cell(target, cell, size, bold=row.style is not RowStyle.ITEM, keep=keep)
            at += cell.span
        _row_property(line, "w:cantSplit")

    def cell(self, target, cell: layout.Cell, size, *, bold=False, italic=False, keep=False):
        self.into(target)
        target.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = self.line(cell.text, size, align=cell.align, bold=bold, italic=italic)
        paragraph.paragraph_format.keep_with_next = keep

    def parties(self, signatures: Signatures, width: float):
        """Everybody who signs, two beside each other; a name stays on the page of what it signs as."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        if signatures.title:
            over = self.line(signatures.title, bold=True, align="center", before=6, after=4)
            over.paragraph_format.keep_with_next = True
        table = self.bare_table((width / 2, width / 2), rows=2 * len(signatures.pairs))
        lines = list(table.rows)
        for pair, posts, names in zip(signatures.pairs, lines[::2], lines[1::2], strict=True):
            _row_property(posts, "w:cantSplit")
            _row_property(names, "w:cantSplit")
            for signer, post, name in zip(pair, posts.cells, names.cells, strict=True):
                if signer is not None:
                    self.into(post)
                    for text, size in ((signer.role.upper(), BODY_SIZE), (signer.post, 13)):
                        if text:
                            self.line(text, size, bold=True, align="center")
                    self.line(layout.SIGN_HERE, 12, italic=True, align="center")
                    self.into(name)
                    self.line(signer.name, bold=True, align="center", before=ROOM_TO_SIGN, after=6)
                for paragraph in post.paragraphs:  # Word asks the first cell, an empty one too
                    style = paragraph.paragraph_format
                    style.keep_with_next, style.left_indent, style.right_indent = True, Mm(2), Mm(2)
        self.place = self.document
        self.line("", 6)

    def signatures(self):
        """The closing sentence, then who signs, on one page with it; recipients at the left.

        One signer's is short: the paragraph before comes with it.
        """
        if not self.paper.parties:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self.body(layout.closing_text(self.paper), keep=True)
        if self.paper.parties:
            self.parties(self.paper.parties, layout.TEXT_WIDTH)
        half = layout.TEXT_WIDTH / 2
        table = self.bare_table((half, half))
        _row_property(table.rows[0], "w:cantSplit")
        self.into(table.cell(0, 0))
        self.line("Nơi nhận:", 12, bold=True, italic=True, before=6)
        for text in layout.recipient_lines(self.paper):
            self.line(text, 11)
        if not self.paper.parties:
            self.signer(table.cell(0, 1))
        self.place = self.document

    def signer(self, cell):
        """The one who signs for the office."""
        signature = self.paper.office.signature
        self.into(cell)
        for at, text in enumerate((*signature.capacity, signature.post)):
            self.line(text.upper(), bold=True, align="center", before=0 if at else 6)
        for _ in range(4):
            self.line("", align="center")
        self.line(signature.name, bold=True, align="center")

    def annex(self, annex: Annex):
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, landscape=annex.landscape)
        section._sectPr.insert_element_before(_element("w:pgNumType", start="1"), "w:cols", "w:titlePg", "w:docGrid")
        width = layout.annex_width(annex)
        self.line(f"Phụ lục {annex.number}".strip(), bold=True, align="center")
        for text in layout.annex_title_lines(annex):
            self.line(text, bold=True, align="center")
        self.line(layout.annex_reference(self.paper), italic=True, align="center", after=10)
        self.blocks(annex.blocks, width)


# --- what python-docx has no word for ---------------------------------------------------------------------------------


def _element(tag, **attributes):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _run(paragraph, text, size, *, bold=False, italic=False):
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = bold, italic
    return run


def _set_base_style(document):
    """Times New Roman for every script, Vietnamese as the language, black."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.element.rPr.append(_element("w:lang", val="vi-VN", eastAsia="vi-VN"))
    style.paragraph_format.space_after = Pt(0)
    for name in ("Header", "Footer"):
        document.styles[name].font.size = Pt(BODY_SIZE)


def _set_page(section, *, landscape):
    width, height = (layout.A4_LONG, layout.A4_SHORT) if landscape else (layout.A4_SHORT, layout.A4_LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(layout.MARGIN_TOP), Mm(layout.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.MARGIN_LEFT), Mm(layout.MARGIN_RIGHT)
    section.header_distance, section.footer_distance = Mm(8), Mm(8)
    section.different_first_page_header_footer = True


def _page_number(paragraph):
    """A real PAGE field, so that the numbers follow what the officer adds."""
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("shown", "2"), ("end", "")):
        run = _run(paragraph, "", BODY_SIZE)
        if kind == "shown":
            run.text = text
        elif text:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))


def _fix_widths(table, widths):
    """Columns keep these widths (mm) whatever they hold."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _table_property(table, tag, *children):
    element = OxmlElement(tag)
    element.extend(children)
    table._tbl.tblPr.insert_element_before(element, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _row_property(row, tag):
    row._tr.get_or_add_trPr().append(OxmlElement(tag))
