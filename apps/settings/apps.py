from django.apps import AppConfig


class SettingsConfig(AppConfig):
    name = "apps.settings"
    label = "settings_portal"

    def ready(self) -> None:
        from apps.settings.site import discover

        discover()
