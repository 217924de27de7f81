"""Seals answers: nobody reads them before the wave closes, nobody ties them to a person after."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from secrets import token_bytes

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

PLAIN_SIZE = 6144
"""Bytes of a ballot before sealing: room for 40 answers, the longest unit code, a comment in any script."""
COMMENT_LIMIT = 1000
_LENGTH_BYTES = 4
_KEY_BYTES = 32


class BallotTooLarge(Exception):
    """The answers do not fit a ballot's one size."""


class TamperedBallot(Exception):
    """A ballot does not open with the wave's key, or what is in it is no ballot."""

    def __str__(self) -> str:
        """Say what to do."""
        return "a ballot was changed or does not belong to the wave: nothing is published, nothing destroyed"


class WrongMasterKey(Exception):
    """The wave's secrets were wrapped with another master key, or changed."""

    def __str__(self) -> str:
        """Say what to do."""
        return "the wave's secrets do not open with this master key: set the one of the wave's opening"


@dataclass(frozen=True, slots=True)
class WaveSecrets:
    """What a wave needs to count: the key that opens its ballots and the key of its participation tags."""

    private_key: bytes
    tag_key: bytes
    public_key: bytes = field(init=False)
    """The key that ballots are sealed to."""

    def __post_init__(self) -> None:
        """Work the public key out once."""
        object.__setattr__(self, "public_key", bytes(PrivateKey(self.private_key).public_key))


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's answers as they count: the cell, item id -> 1..A for what was answered, the comment."""

    cell: str
    answers: dict[str, int]
    comment: str = ""


def new_secrets() -> WaveSecrets:
    """Make a wave's secrets from the system's randomness."""
    return WaveSecrets(private_key=bytes(PrivateKey.generate()), tag_key=token_bytes(_KEY_BYTES))


def wrap(secrets: WaveSecrets, master_key: bytes) -> bytes:
    """Lock a wave's secrets with the master key."""
    return bytes(SecretBox(master_key).encrypt(secrets.private_key + secrets.tag_key))


def unwrap(wrapped: bytes, master_key: bytes) -> WaveSecrets:
    """Open a wave's secrets; raise WrongMasterKey when the key does not fit."""
    try:
        plain = SecretBox(master_key).decrypt(wrapped)
    except CryptoError:
        raise WrongMasterKey from None
    return WaveSecrets(private_key=plain[:_KEY_BYTES], tag_key=plain[_KEY_BYTES:])


def participation_tag(secrets: WaveSecrets, person: str) -> bytes:
    """Give the mark that says "has answered" to whoever holds the wave's tag key, and nothing to others."""
    return hmac.digest(secrets.tag_key, person.encode(), hashlib.sha256)


def seal(ballot: Ballot, public_key: bytes) -> bytes:
    """Lock a ballot to the wave's public key; every sealed ballot has the same size."""
    content = json.dumps(
        {"u": ballot.cell, "a": ballot.answers, "c": ballot.comment},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    if len(content) > PLAIN_SIZE - _LENGTH_BYTES:
        raise BallotTooLarge
    plain = len(content).to_bytes(_LENGTH_BYTES, "big") + content
    return SealedBox(PublicKey(public_key)).encrypt(plain.ljust(PLAIN_SIZE, b"\0"))


def unseal(sealed: bytes, box: SealedBox[PrivateKey]) -> Ballot:
    """Open a ballot; raise TamperedBallot when it is not what `seal` made."""
    try:
        plain = box.decrypt(sealed)
        length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
        content = json.loads(plain[_LENGTH_BYTES : _LENGTH_BYTES + length])
        ballot = Ballot(cell=content["u"], answers=content["a"], comment=content["c"])
    except (CryptoError, ValueError, KeyError, TypeError, RecursionError):
        raise TamperedBallot from None
    if not _has_form(ballot):
        raise TamperedBallot
    return ballot


def opening_box(secrets: WaveSecrets) -> SealedBox[PrivateKey]:
    """Give the box that opens a wave's ballots, made once for many."""
    return SealedBox(PrivateKey(secrets.private_key))


def _has_form(ballot: Ballot) -> bool:
    return (
        isinstance(ballot.cell, str)
        and isinstance(ballot.comment, str)
        and isinstance(ballot.answers, dict)
        and all(type(answer) is int for answer in ballot.answers.values())
    )
