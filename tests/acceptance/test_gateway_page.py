"""The page, used in a headless Chromium as a person uses it."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.kit.browser import CHROMIUM, Browser, browser
from tests.kit.gateway_server import gateway

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

TEXT = "# The harbour\n\nThe ferry left at 7:45. It cost $12.50 for two.\n\nNobody came back."
ENTER = ("Enter", 13)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    with gateway(tmp_path_factory.mktemp("gateway")) as client:
        yield client


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
