"""Why a delivery failed, as kept in the outbox; docs/delivery.md says what each means."""

from __future__ import annotations

# Teams says that the person cannot be reached now; an install or a message brings these back.
BLOCKED_BY_USER = "blocked_by_user"
NOT_INSTALLED = "not_installed"
DISABLED_BY_ADMIN = "disabled_by_admin"
WRITES_BLOCKED = "writes_blocked"
FORBIDDEN = "forbidden"
NO_CONVERSATION = "no_conversation"

# A guard of ours decided that there is nothing to send any more.
NOT_IN_DIRECTORY = "not_in_directory"
WAVE_CLOSED = "wave_closed"
NOTHING_TO_SAY = "nothing_to_say"
TOO_LATE = "too_late"
OVERTAKEN = "overtaken"

# The message itself cannot be delivered.
REJECTED = "rejected"
TOO_BIG = "too_big"
HOST_NOT_ALLOWED = "host_not_allowed"
GAVE_UP = "gave_up"
OTHER_TENANT = "other_tenant"

# Graph does not install the app for the person: see directory/installs.py. No delivery fails for these.
APP_BLOCKED = "app_blocked"
NO_TEAMS = "no_teams"
NOT_PERMITTED = "not_permitted"

REACH_REASONS = frozenset(
    {BLOCKED_BY_USER, NOT_INSTALLED, DISABLED_BY_ADMIN, WRITES_BLOCKED, FORBIDDEN, NO_CONVERSATION}
)
GUARD_REASONS = frozenset({NOT_IN_DIRECTORY, WAVE_CLOSED, NOTHING_TO_SAY, TOO_LATE, OVERTAKEN})
MESSAGE_REASONS = frozenset({REJECTED, TOO_BIG, HOST_NOT_ALLOWED, GAVE_UP, OTHER_TENANT})
REASONS = REACH_REASONS | GUARD_REASONS | MESSAGE_REASONS
INSTALL_REASONS = frozenset({APP_BLOCKED, NO_TEAMS, NOT_PERMITTED})
