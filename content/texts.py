"""A text that exists in every language at once, so that no answerer meets a half-translated question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Language = Literal["fi", "sv", "en"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Finnish, Swedish and English."""

    fi: str
    sv: str
    en: str

    def say(self, language: str) -> str:
        """Give the text in `language`; an unknown language gets Finnish."""
        match language:
            case "sv":
                return self.sv
            case "en":
                return self.en
            case _:
                return self.fi
