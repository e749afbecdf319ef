"""Text from the web is only ever text: no payload in any field runs, wherever it is shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.office import Office
from service.demo.inbox import MAIL, WECOM, Delivered, Inbox
from service.web.app import create_app
from store import audit
from store.engine import writing
from store.records import Case, EventPost, Response, Verdict
from store.rows import insert, update
from tests.service.web.conftest import NOW, Watched, serving
from tests.service.web.county import County

PAYLOADS = [
    "<script>window.hit=1</script>",
    "</title><script>window.hit=1</script>",
    "</textarea><script>window.hit=1</script>",
    "</option></select><img src=x onerror=window.hit=1>",
    "<img src=x onerror=window.hit=1>",
    "<img src=x onerror=alert(1)//",
    "\"><img src=x onerror=window.hit=1>",
    "'><img src=x onerror=window.hit=1>",
    "\" autofocus onfocus=window.hit=1 x=\"",
    "' onmouseover='window.hit=1",
    "<svg onload=window.hit=1>",
    "<svg><script>window.hit=1</script></svg>",
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
    "<body onload=window.hit=1>",
    "<iframe src=javascript:window.hit=1></iframe>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<object data=javascript:window.hit=1>",
    "<embed src=javascript:window.hit=1>",
    "<a href=javascript:window.hit=1>点我</a>",
    "<a href=\"java&#x09;script:window.hit=1\">点我</a>",
    "javascript:window.hit=1",
    "<form action=javascript:window.hit=1><button>提交</button></form>",
    "<button formaction=javascript:window.hit=1>x</button>",
    "<input autofocus onfocus=window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "<video><source onerror=window.hit=1>",
    "<audio src=x onerror=window.hit=1>",
    "<marquee onstart=window.hit=1>",
    "<math><mi//xlink:href=\"data:x,<script>window.hit=1</script>\">",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:window.hit=1'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style=\"background:url(javascript:window.hit=1)\">",
    "<div hx-get=/cases hx-trigger=load hx-on::load=\"window.hit=1\">x</div>",
    "<div hx-on:click=\"window.hit=1\" data-hx-get=/ hx-trigger=\"every 1s\">x</div>",
    "<div data-due=0 data-case='x'>",
    "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    "${window.hit=1}`${window.hit=1}`",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "<!--><script>window.hit=1</script-->",
    "<![CDATA[<script>window.hit=1</script>]]>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.hit=1>\">",
    "<template><script>window.hit=1</script></template>",
    "＜script＞window.hit=1＜/script＞",
    "<scr\x00ipt>window.hit=1</scr\x00ipt>",
    "<<script>script>window.hit=1<</script>/script>",
    "\u202e<script>window.hit=1</script>",
    "\u2028<script>window.hit=1</script>",
    "%3Cscript%3Ewindow.hit=1%3C/script%3E",
    "<img src=`x` onerror=window.hit=1>",
    "<x onclick=window.hit=1 tabindex=1 id=x>#x",
]  # fmt: skip
HALF = len(PAYLOADS) // 2
FOREIGN = (
    "main script, main iframe, main object, main embed, main img, main svg, main style, main link, main video, main base,"
    " main meta, [onerror], [onload], [onfocus], [onclick], [ontoggle], [srcdoc], main [hx-on\\:click], [data-hx-get],"
    " a[href^='javascript' i], [formaction]"
)


@pytest.fixture
def hostile(county: County) -> Any:
    """Every payload in titles, bodies, reasons, notes, provider answers and source findings."""
    numbers, tokens = [], []
    for part in (PAYLOADS[:HALF], PAYLOADS[HALF:]):
        for text in part:
            case = county.case(text, text=text, incident_grade="major")
        _spread(county, case, part)
        numbers.append(case.number)
        tokens.append(county.link(case, "housing-handler", "housing"))
    for index, code in enumerate(("portal", "microblog", "forum")):
        county.source(code, finding=f"{PAYLOADS[index]}：{PAYLOADS[index + 4]}", finding_since=NOW)
    return numbers, tokens


def _spread(county: County, case: Case, payloads: list[str]) -> None:
    with writing(county.engine) as connection:
        for index, text in enumerate(payloads):
            post = county.post(text, NOW, 1000 + index, text, source_kind="portal", source_name=text, url=text, flags=[text])
            insert(connection, post)
            insert(connection, EventPost(case.tenant, case.event_id, post.id, text, 1.0, NOW))
            reasons = [{"text": text, "start": 0, "end": len(text), "field": text}, {"rule": text, "text": text}]
            verdict = Verdict(case.tenant, post.id, text[:60], text, text, text, text, text, {text: 0.5}, reasons, False, text,
                              [text], False, NOW)  # fmt: skip
            insert(connection, verdict)
            audit.record(connection, case.tenant, NOW, text, text, case.id, text)
            insert(connection, Response(case.tenant, f"{case.id}{index}", case.id, text, text, text, text, text, NOW))
        routing = [{"unit": text, "relation": text, "reason": text, "detail": text} for text in payloads]
        returned = {"unit": "x", "relation": "returned", "reason": payloads[0]}
        update(connection, Case, {"id": case.id}, {"routing": [*routing, returned]})
    for index, text in enumerate(payloads):
        county.notice(case, "mail", "retry", ago=index, recipient=text, recipient_name=text, outcome="retry",
                      provider_code=text,
                      provider_message=text, unit=text, kind=text)  # fmt: skip


@pytest.fixture
def served(county: County, office: Office, clock: Any, inbox_file: Path) -> Iterator[int]:
    inbox = Inbox(inbox_file)
    for text in PAYLOADS:
        inbox.add(Delivered(NOW, WECOM, text, "", text))
        inbox.add(Delivered(NOW, MAIL, text, text, f"http://a.example/{text}"))
    named = [source.model_copy(update={"name": text}) for source, text in zip(office.sources, PAYLOADS, strict=False)]
    app = create_app(
        county.engine, lambda: office.model_copy(update={"sources": named}), clock, inbox_file, health=lambda: PAYLOADS
    )
    with serving(app) as port:
        yield port


def test_the_corpus_is_large_enough() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_no_payload_runs_on_any_page(hostile: Any, served: int, desktop: Watched) -> None:
    numbers, tokens = hostile
    page = desktop.page
    page.context.add_cookies([{"name": "huiying_person", "value": "duty-lin", "url": f"http://127.0.0.1:{served}"}])
    paths = ["/", "/cases", "/sources", "/inbox", "/cases?words=%3Cscript%3Ewindow.hit=1%3C/script%3E"]
    paths += [f"/cases/{number}" for number in numbers] + [f"/s/{token}" for token in tokens]
    for path in paths:
        page.goto(f"http://127.0.0.1:{served}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
        page.mouse.move(400, 400)
        page.wait_for_timeout(200)
        assert page.evaluate("window.hit") is None, path
        assert page.locator(FOREIGN).count() == 0, path
        assert page.evaluate("document.scripts.length") == 2, path
    assert desktop.errors == []


def test_every_link_leads_to_the_web_and_tells_nothing(hostile: Any, served: int, desktop: Watched) -> None:
    numbers, _ = hostile
    page = desktop.page
    for number in numbers:
        page.goto(f"http://127.0.0.1:{served}/cases/{number}")
        links = page.evaluate("[...document.querySelectorAll('main a')].map(a => [a.protocol, a.host, a.rel])")
        outside = [(protocol, rel) for protocol, host, rel in links if host != f"127.0.0.1:{served}"]
        assert all(protocol in ("http:", "https:") for protocol, _, _ in links)
        assert all(rel == "noopener noreferrer nofollow" for _, rel in outside)


def test_what_somebody_typed_comes_back_as_text(
    county: County, office: Office, clock: Any, desktop: Watched, inbox_file: Path
) -> None:
    county.case("停水")
    with serving(create_app(county.engine, lambda: office, clock, inbox_file)) as port:
        page = desktop.page
        page.context.add_cookies([{"name": "huiying_person", "value": "duty-lin", "url": f"http://127.0.0.1:{port}"}])
        page.goto(f"http://127.0.0.1:{port}/cases/2026-1122-001")
        page.locator("summary", has_text="回应").click()
        page.locator("textarea[name=text]").fill("</textarea><script>window.hit=1</script>")
        page.locator("input[name=url]").fill('ftp://x/"><script>window.hit=1</script>')
        page.get_by_role("button", name="登记回应").click()
        page.get_by_text("网址须以").wait_for()
        assert page.evaluate("window.hit") is None
        assert page.locator("textarea[name=text]").input_value() == "</textarea><script>window.hit=1</script>"
