"""The page in a real browser: offline, by keyboard, everything in step, nothing that moves or runs unasked."""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO

import pytest
from player_browser import AXE, CHROMIUM, COLLISIONS, MARKED, SHOWN, TABS, Opened, chromium
from player_payloads import packed, payload

import cmgsim
from cmgsim.views.player.page import build_page

pytest.importorskip("playwright", reason="playwright drives the browser")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="a browser opens the page")]
HOSTILE = "</script><img src=x onerror=window.__pwned=1> %%{init} \u202eabc " + "x" * 10_000
LONG = "Department-of-Very-Long-Names-" + "n" * 33


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("player") / "page.html"
    path.write_text(build_page(payload()), "utf-8")
    return path


@pytest.fixture
def opened(browser, file):
    pages = []

    def open_page(fragment="", *, other=None, **context):
        pages.append(Opened(browser, other or file, fragment, **context))
        return pages[-1]

    yield open_page
    for one in pages:
        one.context.close()


def written(folder, made):
    path = folder / "made.html"
    path.write_text(build_page(made), "utf-8")
    return path


def test_the_page_asks_nobody_and_complains_of_nothing(opened):
    one = opened(reduced_motion="no-preference")
    for tab in TABS:
        one.tab(tab)
        one.press("ArrowRight")
    one.page.click("[data-lang=fr]")
    one.page.click("#theme")

    assert [] == [url for url in one.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert [] == one.complaints


def test_the_page_can_be_driven_by_keys_alone(opened):
    one = opened()
    last = one.page.locator("#range").get_attribute("max")
    one.press("ArrowRight", 9)
    places = [one.place()]
    for key in (
        "Home",
        "PageDown",
        "PageDown",
        "PageUp",
        "End",
        "ArrowLeft",
        "ArrowUp",
        "ArrowDown",
        "Home",
        "ArrowDown",
    ):
        one.press(key)
        places.append(one.place())

    assert "10" == last
    assert [10, 1, 2, 3, 2, 10, 9, 9, 9, 1, 9] == places


def test_no_letter_and_no_digit_does_anything(opened):
    one = opened()
    before = one.page.content()
    for key in "abcdefghijklmnopqrstuvwxyzANP0123456789?/.":
        one.press(key)

    assert before == one.page.content()


def test_the_tab_key_reaches_every_control_and_leaves_again(opened):
    one = opened()
    one.tab("quiz")
    wanted = one.page.evaluate(
        """() => [...document.querySelectorAll('#app button, #app select, #app input, #app a')]
           .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility()).length"""
    )
    seen = set()
    for _ in range(wanted + 40):
        one.press("Tab")
        seen.add(
            one.page.evaluate(
                """() => {
                  const here = document.activeElement, control = here.matches('button, select, input, a');
                  return control ? [...document.querySelectorAll('*')].indexOf(here) : -1;
                }"""
            )
        )

    assert wanted == len(seen - {-1})


def test_space_plays_and_a_step_by_hand_stops_it(opened):
    one = opened()
    assert "Play" == one.page.locator("#play").get_attribute("aria-label")
    one.press(" ")
    assert "Pause" == one.page.locator("#play").get_attribute("aria-label")
    one.page.locator('#say[data-current="1"]').wait_for()
    one.press("ArrowRight")

    assert "Play" == one.page.locator("#play").get_attribute("aria-label")
    assert 3 == one.place()


def test_nothing_plays_by_itself(opened):
    one = opened(reduced_motion="no-preference")

    assert 1 == one.place()
    assert 0 == one.page.evaluate("document.getAnimations().length")


def test_a_step_forward_moves_a_capsule_unless_motion_is_unwelcome(opened):
    running = []
    for motion in ("no-preference", "reduce"):
        one = opened(reduced_motion=motion)
        one.press("ArrowRight")
        running.append(one.page.evaluate("document.getAnimations().length"))

    assert [1, 0] == running


def test_a_channel_becomes_a_tube_and_carries_what_comes_later(opened):
    one = opened()
    tubes = []
    for _ in range(5):
        tubes.append(one.page.locator("#map .tubes .tube.rim").count())
        one.press("ArrowRight")
    one.press("ArrowLeft")

    assert [0, 1, 1, 1, 1] == tubes
    assert 1 == one.page.locator("#sequence .row.current .sheath").count()


def test_a_blocked_port_shows_a_cross_its_log_line_and_the_fix(opened):
    one = opened("#flow=communication&s=ports-blocked&step=1")
    one.press("ArrowDown")
    crosses = one.page.locator("#map .capsules .cross").count(), one.page.locator("#sequence .current .cross").count()
    line = one.page.locator(".log tr.current").inner_text()
    one.page.click("[data-detail=fix]")

    assert (1, 1) == crosses
    assert "Error" in line
    assert "code 12175" in line
    assert "The secure channel failed." in one.page.locator(".log-foot").inner_text()
    assert "Fix — Open port 443." == one.page.locator("#detail").inner_text()


def test_a_switch_changes_the_story_and_back(opened):
    one = opened()
    one.tab("whatif")
    one.page.check("[data-switch=ports-blocked]")
    stopped = one.page.locator("#range").get_attribute("max"), one.page.locator(".chain h3").inner_text()
    one.page.click("button.chip")

    assert ("3", "W3 Port 443 blocked") == stopped
    assert "10" == one.page.locator("#range").get_attribute("max")


def test_a_combination_that_was_not_simulated_is_not_guessed(opened):
    one = opened("#s=ports-blocked")
    one.tab("whatif")
    one.page.locator("[data-switch=crl-unreachable]").click()
    note = one.page.locator("#missing").inner_text()
    steps = one.page.locator("#range").get_attribute("max")
    one.page.click("#missing button")

    assert "cmgsim demo -o page.html --fault ports-blocked=443 --fault crl-unreachable" in note
    assert "3" == steps
    one.page.wait_for_url(re.compile("s=crl-unreachable"))


def test_an_address_leads_to_its_step_and_a_step_has_its_address(opened):
    one = opened("#flow=communication&s=ports-blocked&step=2&lang=fr")
    first = one.place(), one.page.locator("html").get_attribute("lang"), one.page.locator("#range").get_attribute("max")
    one.press("ArrowRight")

    assert (2, "fr", "3") == first
    one.page.wait_for_url(re.compile("#flow=communication&s=ports-blocked&step=3&lang=fr$"))


@pytest.mark.parametrize(
    "fragment", ["#step=999", "#step=-4&s=nonsense&flow=x&lang=zz", "#s=ports-blocked+crl-unreachable", "#%"]
)
def test_an_address_that_leads_nowhere_still_opens(opened, fragment):
    one = opened(fragment)

    assert one.place() in {1, 10}
    assert [] == one.complaints


def test_a_packed_payload_is_the_same_page(opened, tmp_path):
    texts = []
    for other in (None, written(tmp_path, packed(payload()))):
        one = opened("#s=ports-blocked&step=2", other=other)
        one.tab("steps")
        texts.append((one.page.locator("body").inner_text(), one.page.locator("noscript").inner_text()))

    assert texts[0] == texts[1]


def test_a_click_on_a_link_goes_from_step_to_step_that_uses_it_and_round(opened):
    one = opened()
    touch = """wanted => {
        const link = [...document.querySelectorAll('#map .touch polyline')].find(line => line.dataset.link === wanted);
        if (link) link.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }"""
    links = one.page.evaluate("[...document.querySelectorAll('#map .touch polyline')].map(line => line.dataset.link)")
    places = {}
    for wanted in links:
        places[wanted] = []
        for _ in range(12):
            one.page.evaluate(touch, wanted)
            places[wanted].append(one.place())

    assert any(len(set(found)) > 1 for found in places.values())
    assert [] == [found for found in places.values() if found.count(found[-1]) < 2]
    assert [] == one.complaints


def test_the_links_of_the_table_go_to_their_steps_too(opened):
    one = opened()
    one.tab("nodes")
    one.page.locator("#panel-nodes tr[data-link] button").last.click()

    assert 0 < one.page.locator("#panel-nodes tr[data-link][aria-current=step]").count()


def test_on_a_narrow_screen_the_step_is_told_before_it_is_drawn(opened):
    first = """() => document.querySelector('#step').compareDocumentPosition(document.querySelector('#map')) & 4"""
    one = opened(viewport={"width": 320, "height": 640})
    narrow = one.page.evaluate(first)
    one.page.set_viewport_size({"width": 1024, "height": 768})
    one.page.wait_for_timeout(90)

    assert (4, 0) == (narrow, one.page.evaluate(first))


def test_one_request_can_be_followed(opened):
    one = opened()
    one.tab("waterfall")
    one.page.get_by_role("button", name="Follow this request").click()
    places = [one.place()]
    for _ in range(6):
        one.press("ArrowRight")
        places.append(one.place())

    assert [3, 4, 5, 7, 8, 8, 8] == places


WALK = """
  const keys = ['ArrowRight', 'ArrowLeft', 'PageDown', 'PageUp', 'Home', 'End', 'ArrowUp', 'ArrowDown', ' ', 'Escape'];
  const selectors = ['#sequence .row', '.log tr[data-row]', '#steps button', '[data-tab]', 'select', '.nodes button',
    '#transport button, #details button, .settings button, .quiz button, .missing button, .chip.on',
    'input[type=checkbox]', 'input[type=radio]', 'key', 'key', 'key', 'key'];
  const torn = [];
  let number = 7;
  for (let action = 0; action < actions; action++) {
    number = (number * 48271) % 2147483647;
    const selector = selectors[number % selectors.length], choice = Math.floor(number / selectors.length);
    if (selector === 'key') {
      const event = new KeyboardEvent('keydown', { key: keys[choice % keys.length], bubbles: true, cancelable: true });
      (document.activeElement || document.body).dispatchEvent(event);
    } else {
      const all = [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && !e.disabled);
      const element = all[choice % all.length];
      if (element && selector === 'select') {
        element.selectedIndex = choice % element.options.length;
        element.dispatchEvent(new Event('change', { bubbles: true }));
      } else if (element) element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    }
    const places = [...Object.values(shown()), ...marked()];
    if (new Set(places).size !== 1) torn.push([action, selector, choice, shown(), marked()]);
  }
  return torn;
"""


def walk(one, actions):
    """What was torn on a walk that is the same every time: numbers from a linear congruence."""
    return one.page.evaluate(f"actions => {{ const shown = {SHOWN}, marked = {MARKED}; {WALK} }}", actions)


def test_every_view_shows_the_same_step_whatever_is_done(opened, request):
    one = opened()
    long = request.config.getoption("--hypothesis-profile") == "explore"

    assert [] == walk(one, 2_000 if long else 200)
    assert [] == one.complaints


def test_names_are_text_and_nothing_else(opened, tmp_path):
    names = dict.fromkeys(("client-1", "load-balancer", "scenario"), HOSTILE)
    one = opened(other=written(tmp_path, payload(names=names)))
    for tab in TABS:
        one.tab(tab)
        one.press("ArrowRight")
    one.page.emulate_media(media="print")
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert one.page.evaluate("window.__pwned === undefined && document.images.length === 0")
    assert "</script><img" in one.page.locator("h1").first.inner_text()
    assert [] == one.complaints


@pytest.mark.parametrize("names", ["usual", "long"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_two_texts_of_a_picture_overlap(opened, tmp_path, names, lang):
    long = dict.fromkeys(("client-1", "load-balancer", "instance-1", "cmg-connection-point-1"), LONG)
    one = opened(f"#lang={lang}", other=written(tmp_path, payload(names=long if names == "long" else {})))
    found = []
    for size in ((1366, 768), (1024, 768), (320, 640)):
        one.page.set_viewport_size({"width": size[0], "height": size[1]})
        one.page.wait_for_timeout(90)
        found += one.page.evaluate(
            f"""() => [...Array(10).keys()].flatMap(place => {{
                const range = document.querySelector('#range');
                range.value = place + 1;
                range.dispatchEvent(new Event('input', {{ bubbles: true }}));
                return ({COLLISIONS})().map(pair => [innerWidth, place, ...pair]);
            }})"""
        )

    assert [] == found


@pytest.mark.parametrize(("width", "font"), [(320, "100%"), (1024, "100%"), (1366, "200%"), (640, "200%")])
def test_the_page_never_scrolls_sideways(opened, width, font):
    one = opened(viewport={"width": width, "height": 700})
    one.page.evaluate(
        "size => { document.documentElement.style.fontSize = size; document.body.style.fontSize = size; }", font
    )
    wide = []
    for tab in TABS:
        one.tab(tab)
        wide.append((tab, one.page.evaluate("document.documentElement.scrollWidth - innerWidth")))

    assert [] == [(tab, more) for tab, more in wide if more > 0]


def test_targets_are_large_enough_for_a_finger(opened):
    one = opened(viewport={"width": 320, "height": 640})
    small = []
    for tab in TABS:
        one.tab(tab)
        small += one.page.evaluate(
            """() => [...document.querySelectorAll('#app button, #app select, #app input')]
               .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
               .filter(([, box]) => box.width < 24 || box.height < 24)
               .map(([html, box]) => [html, box.width, box.height])"""
        )

    assert [] == small


def test_no_string_is_left_untranslated(opened, tmp_path):
    made = payload()
    neutral = {text for text in made["texts"] if isinstance(text, str)}
    for node in made["maps"][0]["nodes"]:
        node["lines"] = {lang: [f"⟦{line}⟧" for line in lines] for lang, lines in node["lines"].items()}
        node["short"] = {lang: f"⟦{short}⟧" for lang, short in node["short"].items()}
    made["texts"] = [text if isinstance(text, str) else [f"⟦{part}⟧" for part in text] for text in made["texts"]]
    html = build_page(made)
    start, end = (
        html.index(mark)
        for mark in ('id="cmgsim-words">', '</script>\n<script type="application/json" id="cmgsim-data">')
    )
    html = html[:start] + re.sub(r'"((?:[^"\\]|\\.)*)"(?=[,\]])', r'"⟦\1⟧"', html[start:end]) + html[end:]
    path = tmp_path / "pseudo.html"
    path.write_text(html, "utf-8")
    one = opened(other=path)
    seen = set()
    for tab in TABS:
        one.tab(tab)
        one.press("ArrowRight")
        if tab == "quiz":
            one.page.click("#quiz-start")
        for detail in one.page.locator(".disclose").all():
            detail.click()
            seen |= set(one.page.evaluate(STRINGS))
    allowed = neutral | {"EN", "FR", "English", "Français", "by hand", "0.0.0", "f" * 64, "cmgsim demo -o page.html"}
    allowed |= {"SMS_CLOUD_PROXYCONNECTOR.log", "SMS_CLOUD_PROXYCONNECTOR", "HTTPS", "DNS 53", "HTTPS 443", "DNS"}
    plain = {text for text in seen if re.search(r"[^\W\d_]{2,}", re.sub(r"⟦.*?(?:⟧|…)", "", text, flags=re.DOTALL))}

    assert set() == {text for text in plain if text not in allowed and not KEY_OR_TIME.fullmatch(text)}


STRINGS = """() => {
  const out = [], walker = document.createTreeWalker(document.querySelector('#app'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) out.push(walker.currentNode.data.trim());
  const names = ['aria-label', 'title', 'aria-valuetext'];
  for (const element of document.querySelectorAll('#app *')) for (const name of names)
    if (element.hasAttribute(name)) out.push(element.getAttribute(name));
  return out;
}"""
KEY_OR_TIME = re.compile(r"[→←↓↑] · \w+|Home · End|Tab|Esc|F11 · Ctrl\+P|[\d.\u00a0 ]+(?:ms|s|min)|[FCDNPV]\d+")


def test_a_sandboxed_frame_without_store_and_address_plays_too(browser, file):
    page = browser.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content('<iframe sandbox="allow-scripts" width="1300" height="760"></iframe>')
    page.evaluate("html => { document.querySelector('iframe').srcdoc = html; }", file.read_text("utf-8"))
    frame = page.frame_locator("iframe")
    frame.locator("#next").click()
    frame.locator("#next").click()
    said = frame.locator("#say").get_attribute("data-current")
    page.close()

    assert "2" == said
    assert [] == complaints


def answer(one, mode, choices):
    one.tab("quiz")
    one.page.select_option("#quiz-mode", mode)
    one.page.click("#quiz-start")
    for position, choice in enumerate(choices):
        if choice is not None:
            one.page.locator(".choice input").nth(choice).check()
        if mode == "self":
            one.page.click("#quiz-answer")
        one.page.click("#quiz-next" if position < len(choices) - 1 else "#quiz-finish")


def test_answers_are_explained_at_once_and_counted_in_the_page(opened):
    one = opened()
    one.tab("quiz")
    one.page.click("#quiz-start")
    hidden = one.page.locator("#sequence .row.coming .arrow-label").count()
    one.page.locator(".choice input").nth(0).check()
    one.page.click("#quiz-answer")
    because = one.page.locator(".because").inner_text()
    one.page.click("#quiz-replay")

    assert 0 == hidden
    assert ["✓ right", "Step 4: the client sends."] == because.split("\n")[0:1] + because.split("\n")[-1:]
    assert 2 == one.place()


def test_an_exam_tells_nothing_before_its_end_and_exports_the_answers(opened):
    one = opened()
    answer(one, "exam", [0, 0, None, 0])
    result = one.page.locator(".verdict").inner_text()
    with one.page.expect_download() as saved:
        one.page.click("#quiz-csv")
    rows = saved.value.path().read_text("utf-8-sig").splitlines()

    assert "2 of 4 right" == result
    assert 0 == one.page.locator("#quiz-replay").count()
    assert "seed,scenario,question,kind,text,answer,right answer,right" == rows[0]
    assert ["1", "0", "0", "1"] == [row[-1] for row in rows[1:]]


def test_a_lecture_reveals_on_space(opened):
    one = opened()
    answer_tab = partial(one.page.locator, ".because")
    one.tab("quiz")
    one.page.select_option("#quiz-mode", "lecture")
    one.page.click("#quiz-start")
    before = answer_tab().count()
    one.page.evaluate("document.activeElement.blur()")
    one.press(" ")

    assert (0, 1) == (before, answer_tab().count())


def test_an_order_is_made_with_buttons(opened):
    one = opened()
    one.tab("quiz")
    one.page.click("#quiz-start")
    one.page.click("#quiz-next")
    one.page.click("#quiz-next")
    one.page.locator(".order button").nth(1).click()  # third, first, second: third one down
    one.press("Enter")  # the focus went along: down again
    one.page.click("#quiz-answer")

    assert ["first", "second", "third"] == one.page.locator(".quiz > .order li span").all_inner_texts()
    assert "right" in one.page.locator(".because").inner_text()


def test_the_log_can_be_read_as_on_the_site_server(opened):
    one = opened("#step=6")
    now = one.page.locator(".log .when").last.inner_text()
    one.page.click("#log-options")
    one.page.check("#set-lag")

    assert "2026-11-23 14:30:00.600" == now
    assert "2026-11-23 14:40:00.000" == one.page.locator(".log .when").last.inner_text()


LINE = re.compile(
    r"(?P<text>.*)  \$\$<(?P<component>\w+)>"
    r"<(?P<at>\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\.\d{3})\+000><thread=(\d+) \(0x([0-9A-F]+)\)>"
)


def test_a_saved_log_has_the_banner_first_and_the_time_of_its_step(opened):
    one = opened()
    one.tab("save")
    with one.page.expect_download() as saved:
        one.page.get_by_role("button", name="SMS_CLOUD_PROXYCONNECTOR.log").click()
    rows = [LINE.fullmatch(row) for row in saved.value.path().read_text("ascii").splitlines()]

    assert "SMS_CLOUD_PROXYCONNECTOR.log" == saved.value.suggested_filename
    assert "Simulated by cmgsim - not a real Configuration Manager log" == rows[0]["text"]
    assert ["14:30:00.150", "14:30:00.600", "14:30:01.200"] == [row["at"][11:] for row in rows[1:]]
    assert [(4412, 4412)] == sorted({(int(row[4]), int(row[5], 16)) for row in rows})


@pytest.mark.parametrize(
    "name", ["Map, SVG", "Map, PNG", "Sequence, SVG", "Sequence, PNG", "Mermaid", "PlantUML", "CSV", "JSON"]
)
def test_what_is_shown_can_be_saved(opened, name):
    one = opened("#step=5")
    one.tab("save")
    with one.page.expect_download() as saved:
        one.page.get_by_role("button", name=name, exact=True).click()
    content = saved.value.path().read_bytes()
    start = {
        "SVG": b"<svg ",
        "PNG": b"\x89PNG",
        "Mermaid": b"sequenceDiagram\n",
        "PlantUML": b"@startuml\nparticipant ",
        "CSV": b"\xef\xbb\xbfstep,t_ns,",
        "JSON": b'{\n "scenario"',
    }

    assert content.startswith(start[name.split()[-1]])
    assert b"class=" not in content
    assert [] == one.complaints


@pytest.mark.skipif(
    not AXE.exists(), reason=f"axe-core is not in {AXE.parents[1]}: npm install --prefix there, axe-core"
)
@pytest.mark.parametrize("width", [320, 1366])
@pytest.mark.parametrize("fragment", ["#s=ports-blocked&step=2&lang=en", "#s=&step=5&lang=fr"])
def test_nothing_stands_in_the_way_of_anybody(opened, fragment, width):
    one = opened(fragment, viewport={"width": width, "height": 768}, bypass_csp=True)
    one.page.evaluate(AXE.read_text("utf-8"))
    found = []
    for tab in TABS:
        one.tab(tab)
        if tab == "quiz":
            one.page.click("#quiz-start")
        # Contrast does not hang on width or language: one page shows every tab in every look, the others the first tab.
        looks = LOOKS if tab == TABS[0] or (width == 1366 and "lang=en" in fragment) else LOOKS[:1]
        for look in looks:
            one.page.emulate_media(**({"color_scheme": "light", "forced_colors": "none"} | look))
            one.page.locator(f"html[data-theme={look.get('color_scheme', 'light')}]").wait_for()
            found += [(tab, look, *each) for each in one.page.evaluate(VIOLATIONS, tab != TABS[0])]

    assert [] == [str(each) for each in found]


LOOKS = ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"})
VIOLATIONS = """async part => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const result = await axe.run(part ? '.more' : document, { runOnly: tags, resultTypes: ['violations'] });
  return result.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 140)).slice(0, 3)]);
}"""


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_holds_every_step_and_ends_with_the_answers(opened, paper):
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads what was printed")
    one = opened()
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(one.page.pdf(format=paper))).pages]

    assert 4 <= len(pages) <= 6
    assert [f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)] == [
        re.search(r"\d+ / \d+", page)[0] for page in pages
    ]
    assert [] == [
        number for number in range(1, 11) if not re.search(rf"^{number} [FN]\d", "\n".join(pages), re.MULTILINE)
    ]
    assert "Answers" in pages[-1]
    assert "Step 4: the client sends." in pages[-1]


def test_paper_needs_no_colour(opened):
    one = opened("#s=ports-blocked")
    one.page.emulate_media(media="print")
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    colours = one.page.evaluate(
        """() => [...new Set([...document.querySelectorAll('#paper, #paper *')].flatMap(e => {
             const style = getComputedStyle(e);
             return [style.color, style.fill, style.stroke, style.backgroundColor, style.borderLeftColor];
           }))]"""
    )
    channels = {colour: re.findall(r"[\d.]+", colour)[:3] for colour in colours if colour != "none"}

    assert [] == [colour for colour, parts in channels.items() if len(set(parts)) > 1]
    assert 1 == one.page.locator("#paper .arrow.failed").count()


@pytest.fixture(scope="module")
def contoso(tmp_path_factory):
    path = tmp_path_factory.mktemp("contoso") / "page.html"
    path.write_text(cmgsim.demo(flows=["content"]), "utf-8")
    return path


@pytest.mark.parametrize("fragment", ["#lang=en", "#lang=fr", "#s=connection-point-down&lang=fr"])
def test_in_the_built_in_site_too_nothing_overlaps_and_every_view_is_in_step(opened, contoso, fragment):
    one = opened(fragment, other=contoso)
    found = one.page.evaluate(
        f"""() => [...Array(Number(document.querySelector('#range').max)).keys()].flatMap(place => {{
            const range = document.querySelector('#range');
            range.value = place + 1;
            range.dispatchEvent(new Event('input', {{ bubbles: true }}));
            return ({COLLISIONS})().map(pair => [place, ...pair]);
        }})"""
    )

    assert [] == found
    assert [] == walk(one, 100)
    assert [] == one.complaints


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_on_a_projector_every_lifeline_is_in_sight_and_no_duration_is_broken(opened, contoso, lang):
    one = opened(f"#lang={lang}&step=9", other=contoso, viewport={"width": 1024, "height": 768})
    hidden = one.page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('#sequence'))")
    one.tab("waterfall")
    tall = one.page.evaluate(
        """() => [...document.querySelectorAll('.waterfall td:last-child')].map(cell => {
             const range = document.createRange();
             range.selectNodeContents(cell);
             return range.getClientRects().length;
           })"""
    )

    assert hidden <= 1
    assert {1} == set(tall)


def test_attempts_that_overlap_fail_each_on_its_own_arrow(opened, tmp_path):
    path = tmp_path / "channel.html"
    path.write_text(cmgsim.demo(flows=["channel"], languages=["en"]), "utf-8")
    one = opened("#s=deployment=classic+instances=16+ports-dropped&step=2", other=path)
    row = one.page.locator("#sequence .row.current")

    assert (8, 8) == (row.locator(".arrow").count(), row.locator(".arrow.failed").count())
    assert [f"TCP-TLS {port}" for port in range(10_140, 10_144) for _ in range(2)] == row.locator(
        ".arrow-label"
    ).all_text_contents()


def test_every_node_keeps_its_name_on_paper_and_on_the_screen_after_printing(opened, contoso):
    one = opened(other=contoso)
    names = one.page.locator("#map .box text").all_text_contents()
    one.page.pdf(format="A4")

    assert "Client" in names
    assert names == one.page.locator("#paper .map .box text").all_text_contents()
    assert names == one.page.locator("#map .box text").all_text_contents()


def test_the_built_in_site_prints_on_six_pages_at_most(opened, contoso):
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads what was printed")
    one = opened(other=contoso)
    steps = int(one.page.locator("#range").get_attribute("max"))
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(one.page.pdf(format="A4"))).pages]

    assert 4 <= len(pages) <= 6
    assert [] == [
        number
        for number in range(1, steps + 1)
        if not re.search(rf"^{number} [FCDN]\d", "\n".join(pages), re.MULTILINE)
    ]
