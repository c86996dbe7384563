"""The page, used in a headless Chromium as a person uses it."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.kit.browser import CHROMIUM, Browser, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

TEXT = "# The harbour\n\nThe ferry left at 7:45. It cost $12.50 for two.\n\nNobody came back."
ENTER = ("Enter", 13)
AXE = os.environ.get("AXE_JS", "")
"""Where axe.min.js lies: https://github.com/dequelabs/axe-core, or any package that has it."""


@pytest.fixture(scope="module")
def page(server: httpx2.Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as page:
        page.open(str(server.base_url))
        page.until("document.querySelectorAll('#voice option').length > 10")
        yield page


def test_a_pasted_text_is_previewed_heard_and_followed(page: Browser) -> None:
    page.run("document.getElementById('text').focus()")
    page.write(TEXT)
    page.run("document.getElementById('preview').click()")
    spoken = page.until("document.getElementById('preview-chunks').innerText")
    assert "twelve dollars" in spoken
    page.run("document.getElementById('start').focus()")
    page.press(*ENTER)
    page.until("document.getElementById('audio').currentTime > 0.2")
    page.until("document.querySelectorAll('#captions button').length >= 3")
    assert page.run("document.getElementById('audio').error") is None
    page.run("document.querySelector('#captions li:last-child button').click()")
    current = "document.querySelector('#captions [aria-current]')?.innerText"
    assert page.until(f"{current}?.includes('Nobody came back')")
    downloads = page.run(
        "[...document.querySelectorAll('#downloads a')].map(a => a.getAttribute('href'))"
    )
    assert len(downloads) == 3
    assert page.errors == []


def test_the_sections_have_jobs_voices_and_the_farm(page: Browser) -> None:
    page.run("location.hash = 'jobs'")
    assert page.until("document.querySelectorAll('#job-list li').length")
    page.run("location.hash = 'voices'")
    assert page.until("document.querySelectorAll('#voice-list li').length > 10")
    page.run("location.hash = 'farm'")
    assert page.until("document.querySelector('#workers td')?.innerText") == "espeak"
    page.run("location.hash = 'speak'")
    assert page.errors == []


def test_the_page_speaks_vietnamese(page: Browser) -> None:
    page.run(
        "const s = document.getElementById('ui-language'); s.value = 'vi';"
        "s.dispatchEvent(new Event('change'))"
    )
    assert page.until("document.getElementById('start').innerText") == "Đọc"
    assert page.run("document.documentElement.lang") == "vi"


def test_every_field_and_button_has_a_name(page: Browser) -> None:
    nameless = page.run(
        "[...document.querySelectorAll('input, select, textarea, button, audio')]"
        ".filter(e => !(e.labels?.length || e.innerText || e.ariaLabel || e.tagName === 'AUDIO'))"
        ".filter(e => e.offsetParent).map(e => e.outerHTML)"
    )
    assert nameless == []


def test_both_languages_have_the_same_texts(page: Browser) -> None:
    differing = page.run(
        "import('/assets/texts.js').then(({TEXTS: {en, vi}}) =>"
        " [...Object.keys(en), ...Object.keys(vi)].filter(name => !(name in en && name in vi)))"
    )
    assert differing == []


def test_a_finished_programme_has_a_waveform(page: Browser) -> None:
    page.until("!document.getElementById('waveform').hidden")
    drawn = (
        "(() => { const c = document.getElementById('waveform');"
        " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean); })()"
    )
    assert page.until(drawn)


def test_a_chunk_is_edited_and_the_programme_follows(page: Browser) -> None:
    page.run("document.getElementById('chunks-box').open = true")
    page.until("document.querySelectorAll('#chunks li').length >= 3")
    last = "document.querySelector('#chunks li:nth-child(3)')"
    before = page.run("document.getElementById('audio').src")
    page.run(f"{last}.querySelectorAll('button')[1].click()")
    page.until(f"!!{last}.querySelector('textarea')")
    page.run(f"{last}.querySelector('textarea').value = 'Somebody came after all.'")
    page.run(f"{last}.querySelector('button.primary').click()")
    page.until(f"document.getElementById('audio').src !== '{before}'")
    captions = "document.getElementById('captions').innerText"
    assert page.until(f"{captions}.includes('Somebody came after all')")
    assert page.errors == []


SCRIPT = "ANNA: Good evening.\nBÌNH: Chào chị.\n\nThey left.\n\nANNA: It cost $5."


def test_the_speakers_of_a_script_have_a_voice_and_a_language_each(page: Browser) -> None:
    page.run(
        "location.hash = 'speak'; document.getElementById('text').value = '';"
        "document.getElementById('text').focus()"
    )
    page.write(SCRIPT)
    row = "#speaker-list li:nth-child"
    assert page.until(f"document.querySelector('{row}(2) legend')?.innerText") == "BÌNH"
    page.run(f"document.querySelector('{row}(1) select').focus()")
    page.press("ArrowDown", 40)
    voice = page.until(f"document.querySelector('{row}(1) select').value")
    page.run(f"document.querySelectorAll('{row}(2) select')[1].value = 'vi'")
    page.run(
        "document.getElementById('preview-chunks').replaceChildren();"
        "document.getElementById('preview').click()"
    )
    lines = page.until("document.getElementById('preview-chunks').innerText").splitlines()
    assert lines[0] == f"ANNA ({voice.split()[1]}): Good evening."
    assert lines[1] == "BÌNH (vi): Chào chị."
    assert lines[2] == "They left."
    assert "five dollars" in lines[3]
    assert page.errors == []


def test_speakers_are_added_and_removed_by_the_keyboard(page: Browser) -> None:
    names = "[...document.querySelectorAll('#speaker-list legend')].map(one => one.innerText)"
    page.run("document.getElementById('speaker-name').focus()")
    page.write("Chị Ba")
    page.press(*ENTER)
    assert page.run(names) == ["ANNA", "BÌNH", "Chị Ba"]
    page.run("document.querySelector('#speaker-list li:last-child button').focus()")
    page.press(*ENTER)
    assert page.run(names) == ["ANNA", "BÌNH"]
    assert page.run("document.activeElement.id") == "speaker-name"
    assert page.errors == []  # the two stay, so that axe sees them


def test_two_voices_say_the_same_sentence(page: Browser) -> None:
    page.run("location.hash = 'voices'")
    page.until("document.querySelectorAll('#voice-b option').length > 10")
    page.run(
        "window.played = 0; const play = Audio.prototype.play;"
        "HTMLMediaElement.prototype.play = function () { played++; return play.call(this); };"
        "document.getElementById('compare-text').value = 'Hi.';"
        "document.getElementById('hear-both').click()"
    )
    assert page.until("window.played >= 2")
    page.run("location.hash = 'speak'")
    assert page.errors == []


def test_each_voice_has_a_button_that_plays_its_sample(page: Browser) -> None:
    page.run("location.hash = 'voices'")
    page.until("document.querySelectorAll('#voice-list li').length > 10")
    names = "[...document.querySelectorAll('#voice-list button')].map(b => b.ariaLabel)"
    assert all(page.run(names))
    page.run(
        "window.heard = ''; const start = HTMLMediaElement.prototype.play;"
        "HTMLMediaElement.prototype.play = function () {"
        "  this.addEventListener('playing', () => { heard = 'playing'; });"
        "  return start.call(this); };"
        "document.querySelector('#voice-list button').click()"
    )
    assert page.until("window.heard") == "playing"
    page.run("location.hash = 'speak'")
    assert page.errors == []


@pytest.mark.skipif(not AXE, reason="AXE_JS names no axe.min.js")
@pytest.mark.parametrize("section", ["speak", "jobs", "voices", "farm"])
def test_axe_finds_no_violation(page: Browser, section: str) -> None:
    page.run(f"location.hash = '{section}'")
    page.run("[...document.querySelectorAll('details')].forEach(one => { one.open = true; })")
    page.until(f"!document.getElementById('section-{section}').hidden")
    page.run("if (!window.axe) {" + Path(AXE).read_text("utf-8") + "}; 1")
    found = page.run(
        "axe.run().then(({violations}) => violations.map(one =>"
        " one.id + ': ' + one.nodes.map(node => node.html).join(' ')))"
    )
    assert found == []
