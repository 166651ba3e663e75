"""Settings. Everything that differs between machines is read from the environment.

A missing secret stops the start; nothing silently falls back to an unsafe value.
`.env.example` lists every name read here.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")  # real environment variables win over the file

# --- identity and exposure ---------------------------------------------------
SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# TLS=False is for a machine's own loopback (script/start, tests); everything else speaks HTTPS.
TLS = env.bool("TLS", True)
if TLS and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters.")
if TLS and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the addresses people use.")
if TLS and DEBUG:
    raise ImproperlyConfigured("DEBUG shows settings and data to strangers; it is for TLS=False on one's own machine.")
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # the container asks itself over plain HTTP
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000) if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a working day
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- apps: each may import only those above it (tests/test_architecture.py) ---
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "knox",
    "django_htmx",
    "csp",
    "axes",
    "core",
    "accounts",
    "django.contrib.auth",  # after accounts, whose command changepassword takes the place of its own
    "ledger",
    "norms",
    "establishments",
    "projects",
    "plans",
    "inspections",
    "budgets",
    "reports",
    "khuyencong",  # the sample and its command, wired over all rooms
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.private_answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # every page, unless it says otherwise
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.middleware.only_by_a_button",
    "core.once.OncePerForm",  # last: it calls the view
]

ROOT_URLCONF = "khuyencong.urls"
WSGI_APPLICATION = "khuyencong.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.once"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.page_frame",
            ],
        },
    }
]

# --- data --------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
# …/name?host=/folder means a Unix socket; the name belongs where Django's own tools look for it.
DATABASES["default"]["HOST"] = DATABASES["default"].get("OPTIONS", {}).pop("host", DATABASES["default"]["HOST"])
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Who owns the tables (migrates) when that is not the role of DATABASE_URL.
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="")
# The role the running program uses; grant_roles gives it exactly what it needs.
DATABASE_APP_ROLE = env("DATABASE_APP_ROLE", default="khuyencong_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL")
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", 20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- people ------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "core.backends.RoleBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False  # it greets every process otherwise
AXES_USERNAME_CALLABLE = "accounts.lockout.account_name"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
if BEHIND_TLS_PROXY:  # otherwise everybody would come from the proxy's address and share one lock
    AXES_CLIENT_IP_CALLABLE = "accounts.lockout.client_address"
# A demonstration: accounts with a published password are offered on the login page.
DEMO = env.bool("DEMO", False)
# The province whose local norm sets apply (its code in the national list).
PROVINCE_NAME = env("PROVINCE_NAME", default="Tỉnh Hà Tĩnh")
PROVINCE_CODE = env("PROVINCE_CODE", default="42")

# --- words and numbers: one language -----------------------------------------
LANGUAGE_CODE = "vi"
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "khuyencong.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]  # goes before the catalogues of Django and REST framework

# --- static ------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
# False serves the files as they lie in static/, without collectstatic (development, tests).
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", not DEBUG)
# Compressing takes half a minute once; for one's own machine it is not worth it.
STATIC_COMPRESS = env.bool("STATIC_COMPRESS", True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if not STATIC_MANIFEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COMPRESS
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- REST --------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.permissions.RolePermissions"],
    "DEFAULT_FILTER_BACKENDS": ["core.filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PARSER_CLASSES": [
        "core.parsers.PlainJSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "core.api.exception_handler",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Token", "TOKEN_TTL": None, "TOKEN_LIMIT_PER_USER": 20}
SPECTACULAR_SETTINGS = {
    "TITLE": "Khuyến công",
    "DESCRIPTION": "Chương trình khuyến công của tỉnh, từ kế hoạch đến quyết toán. Số tiền là số nguyên, đơn vị đồng.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "core.schema.no_other_fields"],
    "ENUM_NAME_OVERRIDES": {  # many records have a kind; each choice set keeps one name in the schema
        "AreaKind": "accounts.models.Area.Kind",
        "OrganisationKind": "accounts.models.Organisation.Kind",
        "LegalFormCode": "establishments.models.LegalForm",
        "ProjectKind": "projects.models.Project.Kind",
        "ApprovalWayCode": "plans.models.ApprovalWay",
        "InspectionKind": "inspections.models.Inspection.Kind",
        "AppropriationKind": "budgets.models.Appropriation.Kind",
        "CommitmentKind": "budgets.models.Commitment.Kind",
        "PaymentKind": "budgets.models.PaymentRequest.Kind",
        "MoneyBackKind": "budgets.models.MoneyBack.Kind",
        "RemarkKind": "budgets.models.VoucherRemark.Kind",
        "JobState": "core.job_models.Job.State",
        "BookYearState": "ledger.models.BookYear.State",
        "LedgerStage": "ledger.stages.Stage",
        "BudgetCodeKind": "norms.models.BudgetCode.Kind",
        "NormStatus": "norms.models.Norm.Status",
        "ProjectStatus": "projects.models.Project.Status",
        "HistoricalStatus": "projects.serializers.HISTORICAL_STATUS",
        "ImportStatus": "projects.models.ImportBatch.Status",
        "PlanStatus": "plans.models.AnnualPlan.Status",
        "RoundStatus": "plans.models.ApprovalRound.Status",
        "InspectionStatus": "inspections.models.Inspection.Status",
        "FindingStatus": "inspections.models.Finding.Status",
        "BatchStatus": "inspections.models.AcceptanceBatch.Status",
        "AllocationStatus": "budgets.models.AllocationSheet.Status",
        "CommitmentStatus": "budgets.models.Commitment.Status",
        "AnnexStatus": "budgets.models.Annex.Status",
        "CorrectionStatus": "budgets.models.Correction.Status",
        "PaymentStatus": "budgets.models.PaymentRequest.Status",
        "SettlementStatus": "budgets.models.Settlement.Status",
        "YearAccountStatus": "budgets.models.YearAccount.Status",
        "TreasurySheetStatus": "budgets.models.TreasurySheet.Status",
        "CancellationStatus": "budgets.models.Cancellation.Status",
        "ClaimStatus": "budgets.models.Claim.Status",
        "CarryOverStatus": "budgets.models.CarryOver.Status",
        "BookClosingStatus": "budgets.models.BookClosing.Status",
        "TreasuryRow": "budgets.treasury_models.Row",
    },
}

# --- background work ---------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # progress lives on the job's row, not in Redis
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = env.int("JOB_TIME_LIMIT", 600)  # seconds
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 30)
JOB_SWEEP_SECONDS = env.int("JOB_SWEEP_SECONDS", 10)
JOB_MAX_ATTEMPTS = 3
# Why this machine cannot make PDF files (script/start finds out); PDF jobs are parked with this sentence.
PDF_UNAVAILABLE = env("PDF_UNAVAILABLE", default="")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.tasks.sweep_jobs", "schedule": JOB_SWEEP_SECONDS},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
