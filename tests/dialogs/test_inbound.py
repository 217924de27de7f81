"""The short way through the door's checks lets nothing in that the long way refuses."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dialogs.inbound import DEEPEST, _check_depth_and_text, _is_plainly_fit

_WORDS = st.text(st.characters(codec="utf-8") | st.sampled_from("\0\ud83d\udc00{["), max_size=5)
_DOCUMENTS = st.recursive(
    st.none() | st.integers() | _WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(_WORDS, inside, max_size=3),
)


@given(document=_DOCUMENTS)
def test_what_needs_no_walk_would_have_passed_it(document):
    written = json.dumps(document)
    if _is_plainly_fit(written):
        _check_depth_and_text(json.loads(written))


@given(depth=st.integers(1, 2 * DEEPEST))
def test_deep_nesting_is_always_walked_through(depth):
    written = "[" * depth + "]" * depth
    assert _is_plainly_fit(written) == (depth < DEEPEST)
