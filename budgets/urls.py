from django.urls import path

from budgets import views_annexes as annexes
from budgets import views_commitments as commitments
from budgets import views_estimate as estimate
from budgets import views_owed as owed
from budgets import views_payments as payments
from budgets.urls_claims import urlpatterns as claim_urls
from budgets.urls_correction import urlpatterns as correction_urls
from budgets.urls_settlement import urlpatterns as settlement_urls
from budgets.urls_treasury import urlpatterns as treasury_urls
from budgets.urls_year_end import urlpatterns as year_end_urls

app_name = "budgets"
urlpatterns = [
    path("estimate/", estimate.estimate, name="estimate"),
    path("estimate/appropriate/", estimate.appropriate, name="appropriate"),
    path("estimate/assign/", estimate.assign, name="assign"),
    path("estimate/allocate/", estimate.allocate, name="allocate"),
    path("estimate/sheets/<int:pk>/", estimate.sheet, name="sheet"),
    path("estimate/sheets/<int:pk>/press/<slug:name>/", estimate.sheet_press, name="sheet_press"),
    path("commitments/", commitments.CommitmentList.as_view(), name="commitments"),
    path("commitments/new/", commitments.commitment_new, name="commitment_new"),
    path("commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path("commitments/<int:pk>/edit/", commitments.commitment_edit, name="commitment_edit"),
    path("commitments/<int:pk>/papers/", commitments.commitment_paper, name="commitment_paper"),
    path("commitments/<int:pk>/liquidate/", commitments.commitment_liquidate, name="commitment_liquidate"),
    path("commitments/<int:pk>/press/<slug:name>/", commitments.commitment_press, name="commitment_press"),
    path("commitments/<int:pk>/annex/", annexes.annex_new, name="annex_new"),
    path("annexes/<int:pk>/", annexes.annex, name="annex"),
    path("annexes/<int:pk>/edit/", annexes.annex_edit, name="annex_edit"),
    path("annexes/<int:pk>/papers/", annexes.annex_paper, name="annex_paper"),
    path("annexes/<int:pk>/press/<slug:name>/", annexes.annex_press, name="annex_press"),
    path("payments/", payments.PaymentList.as_view(), name="payments"),
    path("payments/advances/", payments.advances, name="advances"),
    path("payments/new/", payments.payment_new, name="payment_new"),
    path("payments/<int:pk>/", payments.payment, name="payment"),
    path("payments/<int:pk>/edit/", payments.payment_edit, name="payment_edit"),
    path("payments/<int:pk>/papers/", payments.payment_paper, name="payment_paper"),
    path("payments/<int:pk>/press/<slug:name>/", payments.payment_press, name="payment_press"),
    path("money-back/", owed.owed_list, name="owed"),
    path("commitments/<int:pk>/money-back/", owed.owed_back, name="owed_back"),
    path("commitments/<int:pk>/recovery-letter/", owed.owed_letter, name="owed_letter"),
    path("of-project/<int:pk>/", commitments.project_panel, name="project_panel"),
    *settlement_urls,
    *treasury_urls,
    *year_end_urls,
    *claim_urls,
    *correction_urls,
]
