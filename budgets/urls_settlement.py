from django.urls import path

from budgets import views_settlement as views
from budgets import views_vouchers as vouchers
from budgets import views_year_account as years

urlpatterns = [
    path("settlements/", views.SettlementList.as_view(), name="settlements"),
    path("settlements/open/<int:project_pk>/", views.open_settlement, name="open_settlement"),
    path("settlements/<int:pk>/", views.settlement, name="settlement"),
    path("settlements/<int:pk>/press/<slug:name>/", views.press_settlement, name="settlement_press"),
    path("settlements/<int:pk>/vouchers/new/", vouchers.edit_voucher, name="voucher_new"),
    path("settlements/<int:pk>/vouchers/<int:no>/", vouchers.desk, name="desk"),
    path("settlements/<int:pk>/vouchers/<int:no>/edit/", vouchers.edit_voucher, name="voucher_edit"),
    path("settlements/<int:pk>/vouchers/<int:no>/withdraw/", vouchers.withdraw_voucher, name="voucher_withdraw"),
    path("settlements/<int:pk>/money-back/", views.money_back, name="money_back"),
    path("settlements/<int:pk>/close/", views.close_project, name="close_project"),
    path("years/open/", years.open_year, name="open_year"),
    path("years/<int:pk>/", years.year_account, name="year_account"),
    path("years/<int:pk>/press/<slug:name>/", years.press_year, name="year_press"),
]
