from django.urls import path

from budgets import views_settlement as views

urlpatterns = [
    path("settlements/", views.SettlementList.as_view(), name="settlements"),
    path("settlements/open/<int:project_pk>/", views.open_settlement, name="open_settlement"),
    path("settlements/<int:pk>/", views.settlement, name="settlement"),
    path("settlements/<int:pk>/press/<slug:name>/", views.press_settlement, name="settlement_press"),
    path("settlements/<int:pk>/vouchers/new/", views.edit_voucher, name="voucher_new"),
    path("settlements/<int:pk>/vouchers/<int:no>/", views.desk, name="desk"),
    path("settlements/<int:pk>/vouchers/<int:no>/edit/", views.edit_voucher, name="voucher_edit"),
    path("settlements/<int:pk>/vouchers/<int:no>/withdraw/", views.withdraw_voucher, name="voucher_withdraw"),
    path("settlements/<int:pk>/money-back/", views.money_back, name="money_back"),
    path("settlements/<int:pk>/close/", views.close_project, name="close_project"),
    path("years/open/", views.open_year, name="open_year"),
    path("years/<int:pk>/", views.year_account, name="year_account"),
    path("years/<int:pk>/press/<slug:name>/", views.press_year, name="year_press"),
]
