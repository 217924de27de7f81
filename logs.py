"""One line an event on standard error, as JSON; libraries that would print what people wrote stay quiet."""

from __future__ import annotations

import logging
import sys

import structlog

# At DEBUG these print statements with their values, tokens or bodies.
_TALKATIVE = (
    "aiosqlite",
    "sqlalchemy",
    "psycopg",
    "alembic",
    "msal",
    "urllib3",
    "aiohttp",
    "asyncio",
    "msrest",
)


def configure_logging() -> None:
    """Set logging up for the whole process."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s")
    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _TALKATIVE]
    for name in (*_TALKATIVE, *known):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
