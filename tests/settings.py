"""The product's settings, with one difference."""

from stepdown.config.settings import *  # noqa: F403 - the same settings are the point

# Argon2 is slow on purpose; hundreds of accounts in tests would spend minutes on it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
