"""The same addresses as ours."""

from __future__ import annotations

from django.urls import path
from oauth2_provider import views
from oauth2_provider.contrib.rest_framework import TokenHasScope
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.serializers import ModelSerializer

from tests.benchmarks.plain_toolkit.models import Item


class ItemSerializer(ModelSerializer[Item]):
    class Meta:
        model = Item
        fields = "__all__"


class ItemList(ListAPIView[Item]):
    queryset = Item.objects.order_by("code")
    serializer_class = ItemSerializer
    permission_classes: list[type[BasePermission]] = [TokenHasScope]
    required_scopes = ["read"]


urlpatterns = [
    path("oauth/token", views.TokenView.as_view()),
    path("oauth/introspect", views.IntrospectTokenView.as_view()),
    path("api/items", ItemList.as_view()),
]
