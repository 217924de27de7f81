"""Every catalogue says the same things in every language, and leaves nothing unsaid."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from content.texts import LANGUAGES
from locales.catalogues import FOLDER, domains

DOMAINS = sorted({domain for language in LANGUAGES for domain in domains(language)})
EACH = [(language, domain) for language in LANGUAGES for domain in DOMAINS]
VERB_TOPICS = {"survey", "results", "comments", "guide", "choose", "plan", "followup", "waves", "admin"}
PLAIN_SPACE_BEFORE_PERCENT = re.compile(r"[\d}] %")
OUTDATED_WORDS = {"fi": ("esimie", "ole hyvä"), "sv": ("förman", "vänligen"), "en": ("boss",)}


def test_every_language_has_the_same_domains():
    assert {language: sorted(domains(language)) for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, DOMAINS
    )


def test_no_domain_is_named_as_the_topic_of_a_card_verb():
    assert not VERB_TOPICS & set(DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_language_has_the_same_keys(domain):
    keys = {language: sorted(messages(language, domain)) for language in LANGUAGES}
    for language in LANGUAGES:
        assert keys[language] == keys["fi"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_language_fills_the_same_placeholders(domain):
    for key in messages("fi", domain):
        found = {language: placeholders(messages(language, domain)[key]) for language in LANGUAGES}
        assert found == dict.fromkeys(LANGUAGES, found["fi"]), key


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_language_has_plural_forms_for_the_same_keys(domain):
    for key in messages("fi", domain):
        found = {language: len(forms(messages(language, domain)[key])) for language in LANGUAGES}
        assert found == dict.fromkeys(LANGUAGES, found["fi"]), key


@pytest.mark.parametrize(("language", "domain"), EACH)
class TestACatalogue:
    def test_is_headed_by_its_language_and_rule_of_plurals(self, language, domain):
        catalogue = read(language, domain)
        assert str(catalogue.locale) == language
        assert catalogue.charset.casefold() == "utf-8"
        assert catalogue.plural_forms == "nplurals=2; plural=(n != 1);"

    def test_starts_every_key_with_its_own_name(self, language, domain):
        pattern = re.compile(rf"{domain}(\.[a-z0-9_-]+)+")
        assert [key for key in messages(language, domain) if not pattern.fullmatch(key)] == []

    def test_holds_every_key_once(self, language, domain):
        source = (FOLDER / language / f"{domain}.po").read_text(encoding="utf-8")
        keys = re.findall(r'^msgid "(.+)"$', source, flags=re.MULTILINE)
        assert len(keys) == len(set(keys))
        assert set(keys) == set(messages(language, domain))

    def test_repeats_the_key_as_the_plural_key(self, language, domain):
        for message in read(language, domain):
            if isinstance(message.id, tuple):
                assert message.id[0] == message.id[1]

    def test_has_no_text_unfinished(self, language, domain):
        for key, message in messages(language, domain).items():
            assert all(form.strip() for form in forms(message)), key
            assert not message.fuzzy, key
        assert not read(language, domain).obsolete

    def test_names_its_placeholders_in_plain_words(self, language, domain):
        for key, message in messages(language, domain).items():
            for form in forms(message):
                for _, name, spec, conversion in Formatter().parse(form):
                    assert name is None or name.isidentifier(), key
                    assert not spec, key
                    assert not conversion, key

    def test_fills_in_the_singular_nothing_but_what_the_plural_fills(self, language, domain):
        for key, message in messages(language, domain).items():
            assert names_in(forms(message)[0]) <= placeholders(message), key

    def test_is_typed_with_care(self, language, domain):
        for key, message in messages(language, domain).items():
            for form in forms(message):
                assert form == form.strip(), key
                assert "  " not in form, key
                assert not PLAIN_SPACE_BEFORE_PERCENT.search(form), f"{key}: no-break space before %"
                assert "..." not in form, f"{key}: one ellipsis character"

    def test_avoids_words_we_do_not_use(self, language, domain):
        for key, message in messages(language, domain).items():
            said = " ".join(forms(message)).casefold()
            assert not [word for word in OUTDATED_WORDS[language] if re.search(rf"\b{word}", said)], key


def read(language: str, domain: str) -> Catalog:
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str, domain: str) -> dict[str, Message]:
    found = (message for message in read(language, domain) if message.id)
    return {m.id if isinstance(m.id, str) else m.id[0]: m for m in found}


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(message: Message) -> set[str]:
    return names_in(forms(message)[-1])


def names_in(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}
