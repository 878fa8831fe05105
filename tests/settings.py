"""The product's settings, with one difference."""

from stepdown.config.settings import *  # noqa: F403 - the same settings are the point

# Argon2 is slow on purpose; hundreds of accounts in tests would spend minutes on it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - from there
    # a test that ends with the machine's power is run again
    DATABASES["default"]["OPTIONS"] = {  # noqa: F405 - from there
        **DATABASES["default"]["OPTIONS"],  # noqa: F405 - from there
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }
