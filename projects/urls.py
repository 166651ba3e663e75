from django.urls import path

from projects import answer_views, remark_views, views
from projects.changes import views as changes
from projects.council_views import council_account, council_sheet
from projects.details.views import details
from projects.imports import views as imports
from projects.surveys import views as surveys

app_name = "projects"
urlpatterns = [
    path("", views.ProjectList.as_view(), name="list"),
    path("new/", views.edit, name="new"),
    path("historical/", views.historical, name="historical"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template/", imports.empty_workbook, name="import_template"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/marked/", imports.with_comments, name="import_marked"),
    path("imports/<int:pk>/press/<str:name>/", imports.press, name="import_press"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/details/", details, name="details"),
    path("<int:pk>/beneficiaries/name/", views.name_beneficiary, name="name_beneficiary"),
    path("<int:pk>/beneficiaries/<int:beneficiary_pk>/share/", views.share, name="share"),
    path("<int:pk>/newcomer/", answer_views.newcomer, name="newcomer"),
    path("<int:pk>/text/", views.text, name="text"),
    path("<int:pk>/appraisal/", views.appraisal, name="appraisal"),
    path("<int:pk>/answers/<slug:key>/", answer_views.answer, name="answer"),
    path("<int:pk>/surveys/<int:survey_pk>/link/", surveys.link, name="link_survey"),
    path("<int:pk>/appraisal/council/", council_sheet, name="council"),
    path("<int:pk>/appraisal/council/<int:member_pk>/account/", council_account, name="council_account"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/progress/<int:report_pk>/confirm/", views.confirm, name="confirm_progress"),
    path("<int:pk>/mistaken/", views.withdraw_mistaken, name="withdraw_mistaken"),
    path("<int:pk>/past-papers/add/", views.add_past_paper, name="add_past_paper"),
    path("<int:pk>/papers/add/", views.add_paper, name="add_paper"),
    path("<int:pk>/indicators/", views.indicators, name="indicators"),
    path("<int:pk>/remarks/", remark_views.remarks, name="remarks"),
    path("<int:pk>/press/return/", remark_views.return_dossier, name="return"),
    path("<int:pk>/press/<str:name>/", views.press, name="press"),
    path("<int:pk>/changes/new/", changes.new, name="change_new"),
    path("changes/<int:pk>/", changes.detail, name="change"),
    path("changes/<int:pk>/edit/", changes.edit, name="change_edit"),
    path("changes/<int:pk>/press/<str:name>/", changes.press, name="change_press"),
    path("surveys/new/", surveys.new, name="new_survey"),
    path("surveys/<int:pk>/", surveys.detail, name="survey"),
    path("surveys/<int:pk>/edit/", surveys.edit, name="edit_survey"),
    path("surveys/<int:pk>/press/<str:name>/", surveys.press, name="press_survey"),
    path("surveys/of-establishment/<int:pk>/", surveys.of_establishment, name="surveys_of_establishment"),
    path("of-establishment/<int:pk>/", views.of_establishment, name="of_establishment"),
]
