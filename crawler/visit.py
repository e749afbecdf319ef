"""One round for one source, as the crawl child keeps it: what was asked, met and learned."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from config.clock import Clock
from crawler.egress import Egress
from crawler.extracted import Extracted
from crawler.manners import HostGate
from crawler.memory import Memory
from crawler.problems import Problem
from crawler.shelf import RobotsShelf
from crawler.wire import EndLine, GoneLine, Job, Page, Sheet, page_lines


class Visit:
    """The state of a round; spiders, handler and middleware meet here."""

    def __init__(self, job: Job, gate: HostGate, robots: RobotsShelf, clock: Clock, emit: Callable[[Sheet], None]) -> None:
        self.job = job
        self.gate = gate
        self.robots = robots
        self.clock = clock
        self.egress = Egress.of_source(job.address, job.permits)
        self.memory = Memory(job.seen)
        mark = self.memory.of(job.address)
        self.unfinished = mark is not None and mark.broken_off
        """The last round left pages unread behind ones that are known by now: lists are read on although nothing is new."""
        self.holds: dict[str, float] = {}
        self.requests = 0
        self.list_read = False
        self.lists: set[str] = set()
        self.cut = False
        self._emit = emit
        self._asked = 0
        self._read = 0
        self._unchanged = 0
        self._posts = 0
        self._links = 0
        self._problems: Counter[Problem] = Counter()
        self._detail = ""

    @property
    def now(self) -> datetime:
        """The wall time."""
        return self.clock.now()

    @property
    def second(self) -> int:
        """The wall time in whole seconds since 1970, as marks keep it."""
        return int(self.clock.now().timestamp())

    def spend(self) -> bool:
        """Take one page from the round's budget; False when it is used up or the round is to end."""
        if self.cut:
            return False
        self._asked += 1
        return self._asked <= self.job.follow

    def problem(self, problem: Problem, detail: str) -> None:
        """Count a problem; the first one's detail is kept for the finding."""
        self._problems[problem] += 1
        self._detail = self._detail or f"{problem.label}：{detail}"[:500]

    def count_links(self, count: int) -> None:
        """Count links to articles or threads found on list pages."""
        self._links += count

    def unchanged(self, key: str) -> None:
        """Note that a page is as it was."""
        self._unchanged += 1
        self.memory.look(key, self.second)

    def gone(self, url: str) -> None:
        """Tell that a page read before is no longer there."""
        self.memory.look(url, self.second)
        self._emit(GoneLine(job=self.job.id, source=self.job.source, url=url, fetched_at=self.now))

    def is_same(self, key: str, payload: bytes) -> bool:
        """Whether the page's bytes are those of the last look."""
        mark = self.memory.of(key)
        return mark is not None and mark.digest == sha256(payload).hexdigest()

    def count_read(self) -> None:
        """Count a page read with success."""
        self._read += 1

    def send(self, url: str, status: int, content_type: str, payload: bytes, posts: Sequence[Extracted]) -> None:
        """Hand a page with posts to the parent, at once."""
        self._posts += len(posts)
        evidence = sha256(payload).hexdigest()
        head = (self.job.id, self.job.source, url, status, content_type[:300], self.now, evidence)
        for line in page_lines(Page(*head, payload, tuple(posts))):
            self._emit(line)

    def end(self, rss_mb: float) -> EndLine:
        """The last line of the round.

        A list is remembered as read only when everything it led to was read: otherwise the next round must not take
        "not modified" for an answer.
        """
        whole = not (self.cut or self._problems or self._asked > self.job.follow)
        return EndLine(
            job=self.job.id,
            source=self.job.source,
            rss_mb=rss_mb,
            requests=self.requests,
            list_read=self.list_read,
            read=self._read,
            unchanged=self._unchanged,
            posts=self._posts,
            links=self._links,
            problems={str(problem.value): count for problem, count in self._problems.items()},
            detail=self._detail,
            marks=self.memory.learned if whole else self.memory.without_conditions(self.lists),
            holds=self.holds,
            cut=self.cut,
        )
