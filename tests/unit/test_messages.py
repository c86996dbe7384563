"""Messages: what makes takes and jobs equal."""

import pytest
from pydantic import ValidationError

from tests.kit.jobs import make_job
from voicefarm.artifacts.job_files import content_digest
from voicefarm.artifacts.keys import take_key
from voicefarm.messages import Manifest, Pause, Pauses, Recipe

RECIPE = Recipe(model="m", fingerprint="a" * 16, voice="ana", language="en")


def test_a_take_s_key_depends_on_all_that_shapes_it() -> None:
    changes: list[dict[str, object]] = [
        {"model": "n"}, {"fingerprint": "b" * 16}, {"voice": "bao"}, {"language": "vi"},
        {"speed": 1.1}, {"seed": 1},
    ]  # fmt: skip
    keys = {take_key(RECIPE.model_copy(update=change), "Hello.") for change in [{}, *changes]}
    assert len(keys | {take_key(RECIPE, "Hello!")}) == len(changes) + 2
    assert take_key(RECIPE, "Hello.") == take_key(RECIPE.model_copy(), "Hello.")


def test_a_job_s_digest_is_of_its_texts_and_its_spec() -> None:
    manifest, pages = make_job(3)
    other = manifest.spec.model_copy(update={"title": "Another"})
    assert content_digest(manifest.spec, pages) == manifest.content
    assert content_digest(manifest.spec, [*pages, b"x"]) != manifest.content
    assert content_digest(other, pages) != manifest.content


def test_a_manifest_of_an_older_version_can_still_be_read() -> None:
    fields = make_job(3)[0].model_dump()
    del fields["spec"]["pauses"], fields["version"]
    assert Manifest.model_validate(fields).spec.pauses == Pauses()


def test_messages_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError):
        Recipe.model_validate({**RECIPE.model_dump(), "volume": 11})


def test_every_boundary_has_a_pause() -> None:
    lengths = [Pauses().after(pause) for pause in Pause]
    assert lengths == sorted(lengths)
