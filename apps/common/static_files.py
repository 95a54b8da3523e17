"""How production keeps static files: compressed, under a name with a hash, for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes the names in the imports of JavaScript modules as well, so that a module is never an old one."""

    support_js_module_import_aggregation = True
