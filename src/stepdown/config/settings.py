"""Settings, read from the environment. docs/reference/settings.md lists every variable."""

import os
from datetime import timedelta
from pathlib import Path

from stepdown.config.database import read_database
from stepdown.config.environment import (
    read_flag,
    read_folder,
    read_folder_if_set,
    read_list,
    read_or_make_secret,
    read_text,
    read_whole_number,
)

os.umask(0o077)  # everything the program writes is its owner's alone

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = read_folder("STEPDOWN_DATA_DIR", Path("var"))
SECRETS_DIR = read_folder("STEPDOWN_SECRETS_DIR", DATA_DIR / "secrets")
ANCHOR_DIR = read_folder("STEPDOWN_ANCHOR_DIR", DATA_DIR / "anchor")
ATTACHMENTS_DIR = read_folder("STEPDOWN_ATTACHMENTS_DIR", DATA_DIR / "attachments")

SECRET_KEY = read_or_make_secret(SECRETS_DIR / "django.key")
DEBUG = False
DEMO = read_flag("STEPDOWN_DEMO")
HTTPS = read_flag("STEPDOWN_HTTPS", default=not DEMO)
ALLOWED_HOSTS = read_list("STEPDOWN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "stepdown.clinic.ledger",
    "stepdown.clinic.people",
    "stepdown.clinic.policies",
    "stepdown.clinic.chart",
    "stepdown.clinic.consents",
    "stepdown.clinic.measures",
    "stepdown.clinic.intake",
    "stepdown.clinic.treatment",
    "stepdown.clinic.medicines",
    "stepdown.clinic.plans",
    "stepdown.clinic.timetable",
    "stepdown.clinic.building",
    "stepdown.clinic.coming",
    "stepdown.clinic.presence",
    "stepdown.clinic.sessions",
    "stepdown.clinic.outreach",
    "stepdown.clinic.drug_tests",
    "stepdown.clinic.education",
    "stepdown.clinic.circle",
    "stepdown.clinic.progress",
    "stepdown.clinic.merging",
    "stepdown.web.ui",
    "stepdown.web.front",
    "stepdown.web.staff",
    "stepdown.web.patient",
    "stepdown.web.family",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "lucide",
]

MIDDLEWARE = [
    "stepdown.web.ui.middleware.true_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "stepdown.web.ui.middleware.quiet_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stepdown.web.ui.middleware.idle_lock",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "stepdown.config.urls"
WSGI_APPLICATION = "stepdown.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stepdown.web.ui.frame.frame",
            ],
            "builtins": ["stepdown.web.ui.templatetags.ui", "lucide.templatetags.lucide"],
        },
    }
]

DATABASES = {"default": read_database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in attempts are counted in the database, so that limits hold over several processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "stepdown_cache",
    }
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "stepdown.clinic.people.passwords.LengthBySecondFactor"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "stepdown.config.sign_in.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's sign-in changes is told so
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Stepdown"
MFA_ADAPTER = "stepdown.config.passkeys.PasskeyAdapter"
MFA_FORMS = {
    "add_webauthn": "stepdown.config.passkeys.AddPasskeyForm",
    "edit_webauthn": "stepdown.config.passkeys.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_FAILURE_VIEW = "stepdown.web.ui.held.csrf_failure"
SECURE_HSTS_SECONDS = int(timedelta(days=366).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = read_flag("STEPDOWN_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

IDLE_MINUTES = read_whole_number("STEPDOWN_IDLE_MINUTES", 15, least=1, most=240)
UPLOAD_LIMIT_BYTES = (
    read_whole_number("STEPDOWN_UPLOAD_LIMIT_MB", 5, least=1, most=100) * 1024 * 1024
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT_BYTES

MAIL_URL = read_text("STEPDOWN_MAIL_URL")
MAIL_FROM = read_text("STEPDOWN_MAIL_FROM", "office@localhost")
TEXT_FOLDER = read_folder_if_set("STEPDOWN_TEXT_FOLDER", DATA_DIR / "texts" if DEMO else None)
EMAIL_BACKEND = "stepdown.config.sign_in.OutboxBackend"

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "stepdown.config.quiet_log.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
