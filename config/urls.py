"""The three doors, and the two answers that a load balancer asks for."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
