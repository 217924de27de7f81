"""Plans of every kind for property tests."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from followups.plan import Plan, Target
from followups.plan_states import STATES

TODAY = date(2026, 11, 23)
PEOPLE = ("aino", "eero", "helmi")
WORDS = st.sampled_from(["", "Kello", "Tauot 😀", "<b>*x*</b>", "y" * 501])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


def targets(name: str) -> st.SearchStrategy[Target]:
    return st.builds(
        Target,
        id=st.just(name),
        words=st.sampled_from(["Palaverit", "Tauot", "Kello"]),
        item=st.sampled_from(["", "trust-2"]),
        goal=WORDS,
        action=WORDS,
        practice=WORDS,
        owners=st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple),
        others=WORDS,
        starts_on=DAYS,
        due_on=DAYS,
        follow_up=WORDS,
        upwards=WORDS,
        answer=WORDS,
        answered_on=DAYS,
        state=st.sampled_from(STATES),
    )


PLANS = st.builds(
    Plan,
    id=st.just("p"),
    code=st.just("K1"),
    wave=st.none(),
    strengths=st.lists(st.sampled_from(["Huumori", "Apu"]), unique=True).map(tuple),
    targets=st.sets(st.sampled_from(["t1", "t2", "t3"])).flatmap(
        lambda names: st.tuples(*(targets(name) for name in sorted(names)))
    ),
    made_on=st.just(date(2026, 1, 1)),
    version=st.integers(1, 9),
    agreed_on=DAYS,
    ended_on=DAYS,
)
