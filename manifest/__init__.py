"""The app package an administrator uploads to Teams: the manifest, its translations and two icons."""
