from django.http import FileResponse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from core.access import require
from core.context import chosen_year
from core.views import ListPage
from projects.models import Project
from reports.register import COLUMN_WORDS, STAGES, RegisterPageFilter, entries, totals
from reports.register_excel import XLSX, file_name, workbook


class Register(ListPage):
    """Sổ theo dõi đề án."""

    permission_required = "projects.view_project"
    queryset = Project.objects.for_list()
    filterset_class = RegisterPageFilter
    template_name = "reports/register.html"
    partial_name = "reports/_register_table.html"

    @cached_property
    def totals(self):
        return totals(self.object_list, self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(totals=self.totals, **kwargs)
        context["entries"] = entries(list(context["page_obj"]), self.request.user)
        context["columns"] = [(stage.value.lower(), COLUMN_WORDS[stage]) for stage in STAGES]
        return context


@require_GET
def export(request):
    """The same filters, every row, as Excel."""
    require(request.user, "projects.view_project")
    chosen_year(request)
    found = RegisterPageFilter(request.GET, Project.objects.for_list().visible_to(request.user), request=request)
    return excel_response(found, request.user)


def excel_response(found, user):
    """The filtered set (a FilterSet) as a file."""
    response = FileResponse(workbook(found, user), as_attachment=True, filename=file_name(), content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response
