"""Signing in and one's own account. Only these of allauth's pages exist; their names are allauth's."""

from django.urls import path, re_path

from apps.settings.people import views
from apps.settings.people.leaving import leave
from apps.settings.people.my_authorizations import my_authorizations, revoke_mine
from apps.settings.people.my_sessions import end_mine, end_my_others, my_sessions

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("confirm/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", views.ResetPassword.as_view(), name="account_reset_password"),
    path("password/reset/sent/", views.ResetPasswordSent.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        views.ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.NewPasswordChosen.as_view(), name="account_reset_password_from_key_done"),
    path("my-authorizations/", my_authorizations, name="my-authorizations"),
    path("my-authorizations/<int:pk>/revoke/", revoke_mine, name="revoke-my-authorization"),
    path("my-sessions/", my_sessions, name="my-sessions"),
    path("my-sessions/<int:pk>/end/", end_mine, name="end-my-session"),
    path("my-sessions/end-others/", end_my_others, name="end-my-other-sessions"),
    path("leave-account/", leave, name="leave-account"),
]
