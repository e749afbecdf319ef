"""A made-up county in full swing, written through the store: what the console's tests look at."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from alerts import snapshot
from alerts.responsibility import ACCUSATION_ADVICE
from alerts.signing import make_link
from config.office import Office
from store import audit, ids
from store.engine import writing
from store.records import Case, Duty, Escalation, Event, EventPost, Notice, Post, Receipt, Response, SourceState, Verdict
from store.rows import insert

AUTHOR = "keyed-hash-of-somebody"

FLOOD = "柳河镇清岚河水位暴涨，低洼处百余户正在转移"
SCHOOL = "城东街道一小学老师打骂学生，家长要求说法"
FEE = "网传下月起电动自行车每辆收年费，是真的吗"
HOUSING = "锦绣华庭延期交房，业主到售楼部要说法"
ORDER = "澜州市要求望川县限期整改工业园排污并公开回应"
ACCUSATION = "反映教育主管部门负责人捂着不报"


class County:
    """Puts rows into a store; `now` is the moment everything is counted from."""

    def __init__(self, engine: Engine, office: Office, now: datetime) -> None:
        self.engine, self.office, self.now, self.made = engine, office, now, 0

    def case(self, title: str, *, ago: float = 5, posts: int = 1, text: str = "", **changes: Any) -> Case:
        """A case opened `ago` minutes since, with its event and posts."""
        self.made += 1
        opened = self.now - timedelta(minutes=ago)
        number = f"2026-1122-{self.made:03d}"
        first = [self.post(title, opened, index, text or f"{title}。请有关部门核实并尽快回应。") for index in range(posts)]
        event = self._event(title, first[0], posts, opened)
        case = replace(self._case(title, number, event, opened), **changes)
        with writing(self.engine) as connection:
            for record in (*first, event, case):
                insert(connection, record)
            for index, post in enumerate(first):
                insert(connection, self._verdict(post, case))
                reason = "首帖" if index == 0 else "近似重复：与首帖八成相同"
                insert(connection, EventPost(case.tenant, event.id, post.id, reason, 1.0, opened + timedelta(seconds=index)))
            audit.record(connection, case.tenant, opened, "system", "立件", case.id, "达到立件条件")
        return case

    def post(self, title: str, at: datetime, index: int = 0, body: str = "", **changes: Any) -> Post:
        """One post, not yet in the store."""
        post = Post(
            tenant=self.office.tenant,
            id=ids.post_id("forum", f"{title}-{index}-{self.made}", 1),
            source="forum",
            source_kind="forum",
            platform_id=f"{self.made}-{index}",
            url=f"http://127.0.0.1:8613/thread-{self.made}{index}-1-1.html",
            revision=1,
            title=title,
            body=body,
            published_at=at - timedelta(minutes=2),
            discovered_at=at,
            source_name="",
            author_hash=AUTHOR,
            floor=1,
            replies=12,
            views=3400,
            reposts=None,
            comments=None,
            likes=None,
            flags=["retweet"] if index else [],
            content_hash="",
            evidence_id="",
            first_look=False,
        )
        return replace(post, **changes)

    def duty(self, case: Case, name: str, minutes: float, **changes: Any) -> Duty:
        """A duty due in so many minutes."""
        kinds = {"回应": "response", "首次信息发布": "first_information", "新闻发布会": "press_conference"}
        duty = Duty(
            tenant=case.tenant,
            id=ids.duty_id(case.id, name, 1),
            case_id=case.id,
            rule=name,
            kind=kinds[name],
            name=name,
            article="第三条（CZ-3.3）" if name != "回应" else "第三条（CZ-3.4）",
            in_principle=name == "首次信息发布",
            unit=case.lead_unit,
            starts_at=case.discovered_at,
            due_at=self.now + timedelta(minutes=minutes),
            round=1,
            next_reminder_at=None,
            reminders_sent=[],
            met_at=None,
            met_by="",
        )
        return self._add(replace(duty, **changes))

    def step(self, case: Case, step: int, minutes: float, done: bool = False) -> Escalation:
        """A rung of 逐级催办 due in so many minutes."""
        at = self.now + timedelta(minutes=minutes)
        return self._add(Escalation(case.tenant, ids.digest(case.id, "step", step), case.id, step, at, at if done else None))

    def notice(self, case: Case, channel: str, state: str, *, ago: float = 4, **changes: Any) -> Notice:
        """A message about a case."""
        queued = self.now - timedelta(minutes=ago)
        notice = Notice(
            tenant=case.tenant,
            id=ids.digest("notice", case.id, channel, state, str(ago)),
            case_id=case.id,
            kind="new_case",
            rule="case",
            step="new",
            recipient="housing-handler",
            recipient_name="金干事",
            unit="housing",
            channel=channel,
            fallbacks=[],
            round=0,
            subject="",
            body="",
            urgent=False,
            state=state,
            attempts=1,
            next_try_at=queued,
            lease_until=None,
            queued_at=queued,
            delivered_at=queued + timedelta(seconds=2) if state == "delivered" else None,
            outcome="",
            provider_code="",
            provider_message="",
        )
        return self._add(replace(notice, **changes))

    def link(self, case: Case, person: str, unit: str) -> str:
        """The token of a sign-for link."""
        with writing(self.engine) as connection:
            return make_link(connection, case.tenant, case.id, person, unit, self.now)

    def source(self, code: str, **changes: Any) -> SourceState:
        """How a source does."""
        state = SourceState(
            tenant=self.office.tenant,
            code=code,
            next_check_at=self.now + timedelta(minutes=1),
            last_ok_at=self.now - timedelta(seconds=40),
            first_look_at=self.now - timedelta(days=2),
            rounds=12,
            fetched=340,
            new=87,
            duplicate=241,
            filtered=12,
        )
        return self._add(replace(state, **changes))

    def whole(self) -> dict[str, Case]:
        """Five matters, an accusation, troubled channels and sources."""
        flood = self.case(
            FLOOD, ago=1, posts=9, category="emergency", tier="major", incident_grade="major", lead_unit="emergency",
            supporting_units=["water", "town-liuhe"], coordinating_units=["publicity", "cyberspace"], handling="report",
            routing=[_share("emergency", "lead", "主管该类事项", "应急管理，洪水"),
                     _share("town-liuhe", "supporting", "事发地在其辖区", "柳河镇")],
            text="清岚河水位涨得很快，柳河镇低洼处一百多户连夜转移，有人被困，救援队已经到场。电话138****5678。",
        )  # fmt: skip
        self.duty(flood, "首次信息发布", 42)
        self.duty(flood, "新闻发布会", 1421)
        self.step(flood, 1, 8.4)
        self.step(flood, 2, 18.4)
        self._delivery_story(flood)
        school = self.case(SCHOOL, ago=12, posts=4, category="moral_baseline", tier="significant", lead_unit="education")
        self.duty(school, "回应", 2868)
        self.step(school, 1, -2, done=True)
        self.step(school, 2, 8)
        fee = self.case(FEE, ago=20, category="policy_misreading", lead_unit="county-office", state="triage",
                        routing=[_share("county-office", "lead", "机器把握不足，由值班室研判"),
                                 _share("traffic-police", "suggested", "建议牵头")])  # fmt: skip
        self.duty(fee, "回应", 2860)
        housing = self.case(HOUSING, ago=180, posts=3, state="signed", signed_at=self.now - timedelta(minutes=170),
                            signed_by="housing-handler", tier="significant")  # fmt: skip
        self.duty(housing, "回应", -12)
        order = self.case(ORDER, ago=300, category="superior_directed", lead_unit="county-office", state="returned",
                          tier="major",
                          routing=[_share("county-office", "lead", "退回"),
                                   {"unit": "ecology", "relation": "returned", "reason": "不属本局职责",
                                    "detail": ""}])  # fmt: skip
        self.duty(order, "回应", 2580)
        accusation = self.case(ACCUSATION, ago=9, category="moral_baseline", state="triage", restricted=True,
                               lead_unit="county-office", supporting_units=[],
                               routing=[_share("county-office", "lead", ACCUSATION_ADVICE),
                                        _share("education", "accused", "被反映单位，不予派送")])  # fmt: skip
        self.duty(accusation, "回应", 2871)
        self._trouble(housing)
        return {"flood": flood, "school": school, "fee": fee, "housing": housing, "order": order, "accusation": accusation}

    def _delivery_story(self, case: Case) -> None:
        who = {"recipient": "emergency-handler", "recipient_name": "朱干事", "unit": "emergency"}
        self.notice(case, "wecom-units", "superseded", outcome="rate_limited", provider_code="45009", fallbacks=["mail"],
                    provider_message="api freq out of limit", **who)  # fmt: skip
        self.notice(case, "mail", "delivered", **who)
        self.notice(case, "wecom-leaders", "retry", recipient="emergency-head", recipient_name="许局长", unit="emergency",
                    outcome="misconfigured", provider_code="93000", provider_message="invalid webhook url",
                    fallbacks=["mail"])  # fmt: skip

    def _trouble(self, case: Case) -> None:
        by, unit = "housing-handler", "housing"
        self._add(Receipt(case.tenant, "r1", case.id, "signed", by, unit, "link", "", self.now - timedelta(minutes=170)))
        self._add(
            Response(
                case.tenant, "a1", case.id, "回应", "已责成项目方公布复工计划。", "http://127.0.0.1/a", "金干事", by, self.now
            )
        )
        self.source("portal")
        self.source("microblog", last_ok_at=self.now - timedelta(hours=2), failures=4,
                    finding_since=self.now - timedelta(hours=1),
                    finding="登录页：对方要求登录或输入验证码，没有读到帖文；请改用公开页面，或转为人工巡查")  # fmt: skip
        self.source("forum")

    def _event(self, title: str, seed: Post, posts: int, at: datetime) -> Event:
        return Event(
            tenant=seed.tenant,
            id=ids.event_id(seed.id),
            seed_post_id=seed.id,
            title=title,
            category="public_interest",
            tier="ordinary",
            incident_grade="",
            handling="inquiry",
            department="housing",
            locality="local",
            places=["柳河镇"],
            triage=False,
            accuses_own_people=False,
            post_count=posts,
            source_count=1,
            voice_count=posts,
            opened_at=at,
            updated_at=at,
        )

    def _case(self, title: str, number: str, event: Event, opened: datetime) -> Case:
        return Case(
            tenant=event.tenant,
            id=ids.case_id(event.id, 0),
            number=number,
            event_id=event.id,
            title=title,
            category="public_interest",
            tier="ordinary",
            incident_grade="",
            handling="inquiry",
            department="housing",
            locality="local",
            state="assigned",
            lead_unit="housing",
            supporting_units=["town-chengdong"],
            coordinating_units=["publicity"],
            restricted=False,
            discovered_at=opened,
            opened_at=opened,
            signed_at=None,
            signed_by="",
            closed_at=None,
            plan=snapshot.take(self.office),
            routing=[
                _share("housing", "lead", "主管该类事项", "住房和城乡建设，延期交房"),
                _share("town-chengdong", "supporting", "事发地在其辖区"),
            ],
        )

    def _verdict(self, post: Post, case: Case) -> Verdict:
        words = [post.title[:4], post.title[5:9]]
        reasons: list[dict[str, Any]] = [
            {
                "field": "category",
                "text": word,
                "start": post.title.index(word),
                "end": post.title.index(word) + len(word),
                "weight": 1.0,
            }
            for word in words
            if word
        ]
        return Verdict(
            tenant=post.tenant,
            post_id=post.id,
            model="m1",
            category=case.category,
            tier=case.tier,
            incident_grade=case.incident_grade,
            handling=case.handling,
            department=case.department,
            probabilities={case.category: 0.87},
            reasons=[{"rule": "涉及人身安全，等级不低于较大", "text": words[0]}, *reasons],
            triage=False,
            locality="local",
            places=["柳河镇"],
            accuses_own_people=case.restricted,
            decided_at=case.opened_at,
        )

    def _add(self, record: Any) -> Any:
        with writing(self.engine) as connection:
            insert(connection, record)
        return record


def _share(unit: str, relation: str, reason: str, detail: str = "") -> dict[str, Any]:
    return {"unit": unit, "name": unit, "relation": relation, "reason": reason, "detail": detail}
