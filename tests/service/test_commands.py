"""The commands other programs rely on, run as they run them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.examples import shipped_corpus
from config.load import init_office

ROOT = Path(__file__).parents[2]
PAGE = """<html><head><title>石桥路口昨夜通车 - 某县新闻网</title><meta name="ArticleTitle" content="石桥路口昨夜通车">
<meta name="PubDate" content="2026-11-20 08:30"><meta name="ContentSource" content="某县融媒体中心"></head>
<body><h1>石桥路口昨夜通车</h1><div class="content"><p>经过三个月施工，石桥路口改造工程昨夜完工并恢复通行，公交同步恢复。</p>
<p>交通部门提醒，新装的信号灯试运行一周，请驾驶人按现场标志减速慢行，遇到拥堵时服从现场民警指挥。</p></div></body></html>"""


def huiying(*arguments: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from service.cli import main; main()", *map(str, arguments)]
    wide = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False, env=wide)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


def test_without_a_command_all_commands_are_listed_in_chinese() -> None:
    done = huiying()
    assert done.returncode == 0
    for name in ("init", "check", "run", "demo", "classify", "doctor"):
        assert name in done.stdout
    assert "体检" in done.stdout


def test_an_unknown_command_is_refused() -> None:
    assert huiying("fly").returncode != 0


def test_check_prints_findings_as_json_and_ends_with_1(office: Path) -> None:
    assert huiying("check", office, "--json").stdout == ""
    regulation = office / "regulation.yaml"
    regulation.write_text(regulation.read_text(encoding="utf-8").replace("48小时", "两天"), encoding="utf-8")
    done = huiying("check", office, "--json")
    finding = json.loads(done.stdout.splitlines()[0])
    assert done.returncode == 1
    assert set(finding) == {"id", "severity", "file", "line", "message", "remedy"}
    assert (finding["file"], finding["severity"]) == ("regulation.yaml", "error")


def test_init_refuses_an_office_it_does_not_know(tmp_path: Path) -> None:
    done = huiying("init", tmp_path / "x", "--office", "atlantis")
    assert done.returncode == 1
    assert "demo-county" in done.stderr


def test_extract_prints_one_object_a_file_with_the_promised_keys(tmp_path: Path) -> None:
    page = tmp_path / "article.html"
    page.write_text(PAGE, encoding="utf-8")
    row = json.loads(huiying("extract", "--kind", "portal", "--json", page).stdout)
    post = row["posts"][0]
    assert row["file"] == str(page)
    assert post["title"] == "石桥路口昨夜通车"
    assert post["published_at"].startswith("2026-11-20T08:30")
    assert set(post) == {
        *("platform_id", "url", "title", "body", "published_at", "source_name", "floor"),
        *("replies", "views", "reposts", "comments", "likes", "flags"),
    }


def test_extract_refuses_a_fetch_time_without_a_zone(tmp_path: Path) -> None:
    page = tmp_path / "article.html"
    page.write_text(PAGE, encoding="utf-8")
    done = huiying("extract", "--fetched-at", "2026-11-20T09:00:00", page)
    assert done.returncode == 1
    assert "时区" in done.stderr


def test_clean_masks_and_simplifies(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("請問學校何時開學\n家長們都很著急，聯繫電話13912345678，盼覆。\n", encoding="utf-8")
    post = json.loads(huiying("clean", "--json", letter).stdout)["posts"][0]
    assert "学校" in post["title"]
    assert "13912345678" not in post["body"]


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    lines = [line for path in shipped_corpus() for line in path.read_text(encoding="utf-8").splitlines()]
    (folder / "part.jsonl").write_text("\n".join(lines[::6]), encoding="utf-8")
    done = huiying("model", "train", "--corpus", folder / "part.jsonl", "--out", folder / "model")
    assert done.returncode == 0, done.stderr
    return folder / "model"


def test_classify_answers_each_line_with_the_promised_keys(tmp_path: Path, small_model: Path) -> None:
    file = tmp_path / "posts.jsonl"
    rows = [{"id": "a", "text": "小区停水三天了，物业没人管"}, {"id": "b", "text": "今天天气真好", "source_kind": "microblog"}]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    answers = [json.loads(line) for line in huiying("classify", "--model", small_model, "--json", file).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    for answer in answers:
        assert {"category", "tier", "handling", "department", "probabilities", "reasons", "triage"} <= set(answer)
        assert len(answer["probabilities"]) == 6
        assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-6)


def test_a_broken_line_is_named(tmp_path: Path, small_model: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text('{"id": "a", "text": "好"}\n{"id": \n', encoding="utf-8")
    done = huiying("classify", "--model", small_model, "--json", file)
    assert done.returncode == 1
    assert "第 2 行" in done.stderr


def test_an_empty_model_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    done = huiying("classify", "--model", tmp_path / "model", "停水")
    assert done.returncode == 1
    assert "模型" in done.stderr
    assert "Traceback" not in done.stderr


def test_listing_cases_before_the_first_run_says_what_to_do(office: Path) -> None:
    done = huiying("case", "list", office, "--json")
    assert done.returncode == 1
    assert "huiying run" in done.stderr


def test_the_doctor_looks_at_a_fresh_office_and_says_which_channels_do_not_answer(office: Path) -> None:
    channels = office / "channels.yaml"
    channels.write_text(channels.read_text(encoding="utf-8").replace("127.0.0.1:8625", "127.0.0.1:1"), encoding="utf-8")
    done = huiying("doctor", office)
    assert done.returncode == 1
    assert "个人邮箱" in done.stdout
    assert "连不上" in done.stdout


def test_the_doctor_names_the_first_mistake_of_a_broken_office(office: Path) -> None:
    (office / "units.yaml").unlink()
    done = huiying("doctor", office)
    assert done.returncode == 1
    assert "units.yaml" in done.stdout
