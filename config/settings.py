"""Everything from the environment (README has the table). What is missing or malformed stops the start."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from apps.common import environment, file_environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
environment.read_file(env)

# --- What it is -----------------------------------------------------------------------------------------------------
DEMO = environment.flag(env, "DEMO")
DEBUG = environment.flag(env, "DEBUG")
if DEBUG and not DEMO:
    environment.stop("DEBUG", "is only for a demo")
SECRET_KEY = environment.secret_key(env, is_demo=DEMO)
SECRET_KEY_FALLBACKS = environment.secret_key_fallbacks(env, is_demo=DEMO)
FIELD_KEYS = environment.field_keys(env, is_demo=DEMO)
PUBLIC_URL = environment.public_url(env, is_demo=DEMO)
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = environment.allowed_hosts(env, default=urlsplit(PUBLIC_URL).hostname, is_demo=DEMO)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# --- Where it keeps things ------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(env, default=f"sqlite:///{BASE_DIR / 'var' / 'conexiones.sqlite3'}")}
CACHES = {"default": environment.cache(env, default="dbcache://conexiones_cache")}
vars().update(environment.checked(env, "EMAIL_URL", lambda: env.email_url("EMAIL_URL", default="consolemail://")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"conexiones@{urlsplit(PUBLIC_URL).hostname}")
# All of the toolkit's models are replaced by ours: its migrations would make nothing, one by one.
MIGRATION_MODULES = {"oauth2_provider": None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- What it is made of ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "apps.common",
    "apps.audit",
    "apps.accounts",
    "apps.connections",
    "apps.maintenance",
    "apps.company",
    "apps.oauth",
    "apps.api",
    "apps.settings",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "rest_framework",
]
MIDDLEWARE = [
    "apps.common.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # From here to the end only requests of browsers.
    "apps.common.machine_path.MachinePathMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.common.compression.PageCompressionMiddleware",
    "apps.common.middleware.SafeAnswerMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "apps.accounts.session_middleware.BrowserSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.browsers.KnownBrowserMiddleware",
    "apps.accounts.middleware.CallerMiddleware",
    "apps.settings.people.duties.DutiesMiddleware",
    "apps.common.machine_path.EndOfBrowserPath",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.settings.context.frame",
            ],
            "builtins": ["apps.settings.templatetags.icons"],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = None if DEMO else BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "apps.common.static_files.InstalledFiles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": file_environment.files(env, default=f"file://{BASE_DIR / 'var' / 'files'}"),
    "staticfiles": {"BACKEND": "apps.common.static_files.HashedStaticFiles"},
}
# No other site has any use for them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
if DEMO:
    # A laptop serves the files as they lie there, with nothing to collect first.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True

# --- Three languages ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English")), ("pt-br", _("Portuguese (Brazil)"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

# --- People: sign-in by allauth, with e-mail and password -----------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.PeopleBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "apps.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "apps.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "apps.accounts.passwords.RepetitionValidator"},
    {"NAME": "apps.accounts.passwords.ContextValidator"},
    {"NAME": "apps.accounts.passwords.HistoryValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "settings:index"
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Django's own: allauth's keeps a second list of addresses, which would still open the door after theirs changed.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = False
# Whoever guesses at a password is held up by apps.accounts.guessing; what is left to allauth is how many mails go out.
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(("login", "login_failed", "reauthenticate", "change_password")),
    "reset_password": "20/m/ip,5/10m/key",
    "reset_password_from_key": "20/m/ip",
}
# The second step: who must have one in a new account, and among the operators.
TWO_STEP_FOR = environment.choice(
    env, "TWO_STEP_FOR", ("nobody", "super_administrators", "administrators", "everybody")
)
MFA_ADAPTER = "apps.accounts.two_step.adapter.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

# Single sign-on: the issuers (OpenID Connect) that accounts may choose from; without any there is none.
SSO_ISSUERS = environment.issuers(env, is_demo=DEMO)
SOCIALACCOUNT_ADAPTER = "apps.settings.people.single_sign_on.adapter.SingleSignOnAdapter"

# --- OAuth: the toolkit, with everything off that this server does not offer ----------------------------------------
OAUTH2_PROVIDER_APPLICATION_MODEL = "connections.Consumer"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "connections.AccessToken"  # noqa: S105 - a model's name
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "connections.RefreshToken"  # noqa: S105
OAUTH2_PROVIDER_GRANT_MODEL = "connections.AuthorizationCode"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "connections.IDToken"  # noqa: S105
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "connections.DeviceGrant"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 2 * 60 * 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 60 * 60,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "OAUTH2_SERVER_CLASS": "apps.oauth.server.Server",
    "OAUTH2_VALIDATOR_CLASS": "apps.oauth.validator.Validator",
    "SCOPES_BACKEND_CLASS": "apps.oauth.scopes.Scopes",
    "ACCESS_TOKEN_GENERATOR": "apps.oauth.generators.access_token",
    "REFRESH_TOKEN_GENERATOR": "apps.oauth.generators.refresh_token",
    "OIDC_ISS_ENDPOINT": PUBLIC_URL,
    **dict.fromkeys(
        (
            "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT",
            "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT",
            "COMPLIANT_BCP_RFC9700_PKCE_METHOD",
            "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT",
            "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS",
            "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE",
            "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN",
            "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME",
            "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING",
            "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED",
        ),
        True,
    ),
}

# --- The API's document: made from the resources, which know no serializers -----------------------------------------
# By its name: only who makes the document reads the library.
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "apps.api.schema.operation.OperationSchema"}
SPECTACULAR_SETTINGS = {"OAS_VERSION": "3.1.0", "POSTPROCESSING_HOOKS": [], "ENABLE_DJANGO_DEPLOY_CHECK": False}

# --- Safe by default ------------------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
KNOWN_BROWSER_COOKIE_NAME = "__Host-known" if IS_HTTPS else "known"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "apps.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "apps.settings.errors.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag(env, "BEHIND_PROXY") else None
TRUSTED_PROXIES = environment.trusted_proxies(env)
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_MAX_BYTES = file_environment.whole_number(env, "FILE_MAX_MEGABYTES", default=10, least=1, most=100) * 1024**2
FILE_SCANNER = file_environment.file_scanner(env)
FILE_UPLOAD_HANDLERS = [
    "apps.common.files.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
AFTERWARDS_AT_ONCE = False
# Whoever sends the guest portal's form sooner than this has not read it.
GUEST_FORM_SECONDS = 3
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        # What a script could turn into a program must pass static/js/trusted.js, which lets no script through.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

# --- Log lines: JSON on standard error, each with its request id ----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "apps.common.logging.RequestLineFormatter"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stream"], "level": environment.log_level(env)},
    "loggers": {
        "django": {"handlers": ["stream"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
    },
}
