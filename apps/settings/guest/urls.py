"""The public form of the guest portal."""

from django.urls import path

from apps.settings.guest import views

urlpatterns = [
    path("guest/<str:token>/", views.guest_form, name="guest-form"),
    path("guest/<str:token>/sent/<str:reference>/", views.guest_sent, name="guest-sent"),
]
