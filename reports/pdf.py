"""A `Paper` as PDF/A-3b: Django template, then WeasyPrint.

WeasyPrint is imported inside the functions: it takes a second or more and needs Pango, which the web process does
without. The renderer reads the project's own static files and nothing else; a page that asks for more does not print.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from .papers import layout
from .papers.paper import Annex, Block, Heading, NumberedItem, Paper, Paragraph, Signatures, Table

STATIC = (Path(settings.BASE_DIR) / "static").resolve()
VARIANT = "pdf/a-3b"
SYSTEM_LIBRARIES = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfUnavailable(Exception):
    """WeasyPrint's system libraries are missing; the message tells the administrator the one line to run."""

    def __init__(self):
        super().__init__(
            "Máy chủ chưa có thư viện để tạo tệp PDF. Quản trị viên chạy một lần dòng lệnh sau với quyền root "
            f"rồi yêu cầu lập lại báo cáo: {SYSTEM_LIBRARIES}"
        )


def render_pdf(paper: Paper, illustrative: bool = False) -> bytes:
    """The paper as PDF bytes. `illustrative` prints "Số liệu minh họa" at the foot of every page.

    Raises PdfUnavailable without Pango, ValueError when a table's figures do not fit on the page.
    """
    return laid_out(paper, illustrative).write_pdf(pdf_variant=VARIANT)


def laid_out(paper: Paper, illustrative: bool = False):
    """The paper as WeasyPrint's document: pages and their boxes, before they become bytes."""
    weasyprint = _weasyprint()
    fetcher = _own_static_files_only()
    html, widths = _page(layout.cleaned(paper), illustrative)
    base = STATIC.as_uri() + "/"
    try:
        return weasyprint.HTML(string=html, base_url=base, url_fetcher=fetcher).render(
            stylesheets=[weasyprint.CSS(string=widths, base_url=base, url_fetcher=fetcher)], pdf_variant=VARIANT
        )
    except weasyprint.urls.FatalURLFetchingError as refused:  # a BaseException: no worker would catch it
        raise RuntimeError(str(refused)) from refused


def _weasyprint():
    if settings.PDF_UNAVAILABLE:  # said at the start of the program on a machine without Pango
        raise PdfUnavailable
    try:
        import weasyprint
    except OSError as error:  # cffi could not load Pango
        raise PdfUnavailable from error
    return weasyprint


def _own_static_files_only():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class OwnStaticFiles(URLFetcher):
        def fetch(self, url, headers=None):
            address = urlsplit(url)
            path = Path(unquote(address.path)).resolve()
            if address.scheme != "file" or address.netloc or not path.is_relative_to(STATIC) or not path.is_file():
                raise FatalURLFetchingError(f"a paper may only read the project's own static files, not {url}")
            return super().fetch(path.as_uri(), headers)

    return OwnStaticFiles(allowed_protocols={"file"}, allow_redirects=False)


def _page(paper: Paper, illustrative: bool) -> tuple[str, str]:
    """HTML, and a style sheet with what is known only now: type size and column widths of each table."""
    tables = _Tables()
    context = {
        "paper": paper,
        "illustrative": illustrative,
        "title": paper.title,
        "author": paper.office.name,
        "nation": layout.NATION,
        "motto": layout.MOTTO,
        "how": layout.SIGN_HERE,
        "superior": layout.superior_lines(paper),
        "issuer": layout.issuer_lines(paper),
        "issuer_size": layout.issuer_size(paper),
        "number_line": layout.number_line(paper),
        "place_and_date": layout.place_and_date(paper),
        "abstract": layout.abstract_lines(paper),
        "addressees": layout.addressee_lines(paper) if paper.addressees else [],
        "grounds": layout.ground_lines(paper),
        "blocks": [tables.block(block, layout.TEXT_WIDTH) for block in paper.blocks],
        "closing": layout.closing_text(paper),
        "recipients": layout.recipient_lines(paper),
        "reference": layout.annex_reference(paper),
        "annexes": [tables.annex(annex) for annex in paper.annexes],
    }
    return render_to_string("reports/papers/paper.html", context), "\n".join(tables.rules)


class _Tables:
    """Turns blocks into what the template prints and collects the style rules of the tables among them."""

    def __init__(self):
        self.rules: list[str] = []
        self.count = 0

    def annex(self, annex: Annex) -> dict:
        width = layout.annex_width(annex)
        return {
            "landscape": annex.landscape,
            "number": annex.number,
            "title": layout.annex_title_lines(annex),
            "blocks": [self.block(block, width) for block in annex.blocks],
        }

    def block(self, block: Block, width: float) -> dict:
        match block:
            case Table():
                return self.table(block, width)
            case Signatures(title):
                return {"kind": "signatures", "title": title, "pairs": block.pairs}
            case Heading(text, level):
                return {"kind": "heading", "level": level, "text": text}
            case NumberedItem(marker, text):
                return self.paragraph(f"{marker} {text}")
            case Paragraph(text, italic, keep_with_next):
                return self.paragraph(text, italic=italic, keep=keep_with_next)

    def paragraph(self, text: str, **classes: bool) -> dict:
        classes["blank"] = layout.to_be_filled(text)
        return {"kind": "paragraph", "text": text, "classes": " ".join(name for name, on in classes.items() if on)}

    def table(self, table: Table, width: float) -> dict:
        self.count += 1
        name = f"table-{self.count}"
        laid = layout.lay_out(table, width)
        self.rules.append(f"#{name} {{ font-size: {laid.size}pt; }}")
        for position, column in enumerate(laid.widths, 1):
            self.rules.append(f"#{name} col:nth-child({position}) {{ width: {column:.2f}mm; }}")
        return {"kind": "table", "id": name, "table": laid}
