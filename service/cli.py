"""The command `huiying`. Each command's module is imported only when it is asked for, so that all start quickly."""

import importlib
from importlib import metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("service.commands.office:init", "复制一份示例办公室文件夹"),
    "check": ("service.commands.office:check", "检查办公室文件夹，列出每处错误和改法"),
    "run": ("service.commands.run:run", "启动：采集、研判、派单、时限、通知、控制台"),
    "demo": ("service.commands.demo:demo", "启动示范县，几分钟看完一件舆情从发现到签收"),
    "crawl": ("service.commands.crawl:crawl", "试采一个信源，看读到什么，不入库"),
    "source": ("service.commands.source:commands", "信源：试采并添加、运行情况、明日计划"),
    "evidence": ("service.commands.evidence:commands", "证据：查看、核验网页原文"),
    "extract": ("service.commands.crawl:extract", "从保存的网页文件中读出帖文"),
    "clean": ("service.commands.crawl:clean", "显示清洗、简体化、去重、脱敏后的帖文"),
    "classify": ("service.commands.classify:classify", "研判一段文字或一个文件"),
    "events": ("service.commands.events:events", "归并一个文件里的帖文：哪些说的是同一件事"),
    "model": ("service.commands.classify:model", "研判模型：训练"),
    "import": ("service.commands.intake:bring", "导入热线工单、舆情监测导出等表格"),
    "apikey": ("service.commands.apikey:commands", "接口密钥：建立"),
    "case": ("service.commands.case:commands", "舆情件：列表"),
    "regulation": ("service.commands.regulation:commands", "制度：时限计算、对照表"),
    "route": ("service.commands.route:commands", "派单试算：给一段文字，看会派给谁、发什么"),
    "audit": ("service.commands.audit:commands", "审计：核验"),
    "doctor": ("service.commands.doctor:doctor", "体检：本机安装哪里不对，怎么办"),
}


class LazyGroup(TyperGroup):
    """Finds a command by name and imports its module then."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        place, words = COMMANDS[cmd_name]
        module, _, name = place.partition(":")
        command = typer.main.get_command(getattr(importlib.import_module(module), name))
        command.name, command.short_help = cmd_name, words
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing them."""
        formatter.write_usage("huiying", "命令 [选项] …")
        formatter.write_paragraph()
        formatter.write_text("回应：看见群众说了什么，找到该谁答复，守住时限直到有人签收。")
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])
        formatter.write_paragraph()
        formatter.write_text("每个命令的用法：huiying 命令 --help")


app = typer.Typer(cls=LazyGroup, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback(invoke_without_command=True)
def about(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="显示版本")] = False) -> None:
    """回应。"""
    if version:
        typer.echo(f"回应 huiying {metadata.version('huiying')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """The entry of the installed command."""
    app()
