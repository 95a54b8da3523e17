"""Auxiliary Catalogs: the named lists from which the modules take their values, and the entries of each."""

from apps.company.models import CatalogEntry
from apps.settings.sections.auxiliary_catalogs.catalogs import CatalogsPage
from apps.settings.sections.auxiliary_catalogs.entries import EntryAdmin
from apps.settings.site import site

site.register_page(CatalogsPage)
site.register(CatalogEntry, EntryAdmin)
