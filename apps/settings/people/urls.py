"""Signing in and one's own account. Only these of allauth's pages exist; their names are allauth's."""

from django.urls import path, re_path

from apps.settings.people import confirming, my_ownership, my_security, set_up_two_step, two_step, views
from apps.settings.people.leaving import leave
from apps.settings.people.my_authorizations import my_authorization, my_authorizations, restore_mine, revoke_mine
from apps.settings.people.my_reduction import reduce_mine
from apps.settings.people.my_sessions import end_mine, end_my_others, my_sessions
from apps.settings.people.single_sign_on import views as single_sign_on
from apps.settings.people.single_sign_on.confirming import confirm_at_company, confirmed_at_company

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    # Below sign-in/, where no session's account is taken for the person's own.
    path("sign-in/second-step/", two_step.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/second-step/passkey/", two_step.SecondStepByPasskey.as_view(), name="second-step-by-passkey"),
    path("sign-in/again/", two_step.sign_in_again, name="sign-in-again"),
    path("sign-in/passkey/", two_step.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/company/", single_sign_on.find_company, name="single-sign-on"),
    path("sign-in/company/<int:number>/", single_sign_on.company, name="single-sign-on-of-company"),
    # allauth looks the address up by this name.
    path("sign-in/company/callback/<slug:provider_id>/", single_sign_on.callback, name="openid_connect_callback"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("confirm/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("confirm/code/", confirming.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/company/", confirm_at_company, name="confirm-at-company"),
    path("confirm/company/done/", confirmed_at_company, name="confirmed-at-company"),
    path("confirm/passkey/", confirming.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
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
    path("my-authorizations/<int:pk>/", my_authorization, name="my-authorization"),
    path("my-authorizations/<int:pk>/reduce/", reduce_mine, name="reduce-my-authorization"),
    path("my-authorizations/<int:pk>/undo/", restore_mine, name="restore-my-authorization"),
    path("my-authorizations/<int:pk>/revoke/", revoke_mine, name="revoke-my-authorization"),
    path("my-sessions/", my_sessions, name="my-sessions"),
    path("my-sessions/<int:pk>/end/", end_mine, name="end-my-session"),
    path("my-sessions/end-others/", end_my_others, name="end-my-other-sessions"),
    path("my-security/", my_security.my_security, name="my-security"),
    path("my-security/required/", my_security.required, name="two-step-required"),
    path("my-security/authenticator-app/", set_up_two_step.add_app, name="add-authenticator-app"),
    path("my-security/authenticator-app/remove/", my_security.remove_app, name="remove-authenticator-app"),
    path("my-security/passkeys/", set_up_two_step.add_passkey, name="add-passkey"),
    path("my-security/passkeys/rename/", my_security.rename_passkey, name="rename-passkey"),
    path("my-security/passkeys/remove/", my_security.remove_passkey, name="remove-passkey"),
    path("my-security/recovery-codes/", set_up_two_step.new_recovery_codes, name="new-recovery-codes"),
    path("ownership/", my_ownership.ownership, name="ownership"),
    path("ownership/accept/", my_ownership.accept, name="accept-ownership"),
    path("ownership/decline/", my_ownership.decline, name="decline-ownership"),
    path("leave-account/", leave, name="leave-account"),
]
