"""Reads one language's wording file, and says file and line for whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from language.errors import WordingError
from language.formats import everyday_plural_categories, plural_categories
from language.template import Plural, Template, Wording, needed_values
from language.tones import Tone

KEY_PREFIXES = ("utter_", "say_", "label_", "remedy_", "issue_", "state_", "reason_")
"""How a key may begin: who says it or what it names."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, wherever PyYAML was built with it."""

_TONES = {tone.value: tone for tone in Tone}


@dataclass(frozen=True)
class Entry:
    """Everything one key says in one language."""

    key: str
    place: str
    """File and line, for messages: `data/wording/es.yml:41`."""

    tones: Mapping[Tone, Wording]
    """A wording for each tone that differs; neutral is always there."""

    def wording(self, tone: Tone) -> Wording:
        """Return the wording in a tone, the neutral one where the tone has none of its own."""
        return self.tones.get(tone, self.tones[Tone.NEUTRAL])


def read_wording_file(path: Path, *, shown_as: str, language: str) -> dict[str, Entry]:
    """Read a wording file; `shown_as` is its name in messages.

    Raises `WordingError` for YAML that cannot be read, a key that occurs twice or has an unknown
    prefix, an unknown tone or plural category, an empty text, and tones that need other values.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WordingError(f"{shown_as}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WordingError(f"{shown_as}: not valid YAML in UTF-8") from error
    return _Reader(file=shown_as, language=language).entries(root)


@dataclass(frozen=True)
class _Reader:
    file: str
    language: str

    def entries(self, root: yaml.Node | None) -> dict[str, Entry]:
        if not isinstance(root, yaml.MappingNode):
            raise WordingError(f"{self.file}:1: a wording file maps keys to texts")
        return {key: self._entry(key, node) for key, node in self._pairs(root)}

    def _entry(self, key: str, node: yaml.Node) -> Entry:
        if not key.startswith(KEY_PREFIXES):
            raise self._error(node, f"{key} has to begin with one of {', '.join(KEY_PREFIXES)}")
        tones = self._tones(key, node)
        neutral = needed_values(tones[Tone.NEUTRAL])
        for tone, wording in tones.items():
            if needed_values(wording) != neutral:
                raise self._error(
                    node, f"{key} needs other values when {tone.value} than when neutral"
                )
        return Entry(key=key, place=self._place(node), tones=tones)

    def _tones(self, key: str, node: yaml.Node) -> dict[Tone, Wording]:
        if not isinstance(node, yaml.MappingNode):
            return {Tone.NEUTRAL: self._template(key, node)}
        pairs = dict(self._pairs(node))
        if "plural" in pairs:
            return {Tone.NEUTRAL: self._plural(key, node)}
        unknown = pairs.keys() - _TONES.keys()
        if unknown:
            raise self._error(node, f"{key} has an unknown tone: {', '.join(sorted(unknown))}")
        if Tone.NEUTRAL.value not in pairs:
            raise self._error(node, f"{key} has no neutral wording")
        return {_TONES[tone]: self._wording(key, inner) for tone, inner in pairs.items()}

    def _wording(self, key: str, node: yaml.Node) -> Wording:
        if isinstance(node, yaml.MappingNode):
            return self._plural(key, node)
        return self._template(key, node)

    def _plural(self, key: str, node: yaml.MappingNode) -> Plural:
        pairs = dict(self._pairs(node))
        counted = pairs.pop("plural", None)
        if not isinstance(counted, yaml.ScalarNode) or not counted.value.isidentifier():
            raise self._error(node, f"{key} has to say what it counts: `plural: count`")
        unknown = pairs.keys() - plural_categories(self.language)
        if unknown:
            raise self._error(
                node, f"{key} has a plural that the language lacks: {', '.join(sorted(unknown))}"
            )
        missing = (everyday_plural_categories(self.language) | {"other"}) - pairs.keys()
        if missing:
            raise self._error(node, f"{key} is missing the plural {', '.join(sorted(missing))}")
        plural = Plural(
            count=counted.value,
            forms={category: self._template(key, form) for category, form in pairs.items()},
        )
        self._require_same_values_in_every_form(key, node, plural)
        return plural

    def _require_same_values_in_every_form(self, key: str, node: yaml.Node, plural: Plural) -> None:
        def other_than_the_count(form: Template) -> frozenset[str]:
            return frozenset(str(p) for p in form.placeholders if p.name != plural.count)

        expected = other_than_the_count(plural.forms["other"])
        for category, form in plural.forms.items():
            if other_than_the_count(form) != expected:
                raise self._error(
                    node, f"{key} needs other values in the plural {category} than in other"
                )

    def _template(self, key: str, node: yaml.Node) -> Template:
        # The text as written, whatever YAML 1.1 makes of it: a bare `Yes` or `No` is a text here.
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, f"{key} has to be a text, tones or plurals")
        text = node.value.strip()
        if not text:
            raise self._error(node, f"{key} is empty")
        try:
            return Template.parse(text)
        except WordingError as error:
            raise self._error(node, f"{key}: {error}") from error

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._error(key_node, "a key has to be a word")
            if key_node.value in seen:
                raise self._error(key_node, f"{key_node.value} occurs twice")
            seen.add(key_node.value)
            yield key_node.value, value_node

    def _place(self, node: yaml.Node) -> str:
        return f"{self.file}:{node.start_mark.line + 1}"

    def _error(self, node: yaml.Node, message: str) -> WordingError:
        return WordingError(f"{self._place(node)}: {message}")
