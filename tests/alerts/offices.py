"""A small invented office for tests of alerts."""

from pathlib import Path
from typing import Any

from config.office import Office

FOLDER = Path("office")


def channels(**urls: str) -> list[dict[str, Any]]:
    listed = [
        {"代码": "wecom-duty", "名称": "值班群", "类型": "企业微信", "地址": "wecombot://duty", "备用": ["mail-duty"]},
        {"代码": "mail-duty", "名称": "值班邮箱", "类型": "邮件", "地址": "mailto://127.0.0.1:1/?to=duty@a.cn", "个人": True},
        {"代码": "mail-housing", "名称": "住建邮箱", "类型": "邮件", "地址": "mailto://127.0.0.1:1/?to=h@a.cn", "个人": True},
        {"代码": "mail-boss", "名称": "住建局长邮箱", "类型": "邮件", "地址": "mailto://127.0.0.1:1/?to=b@a.cn", "个人": True},
        {"代码": "wecom-housing", "名称": "住建群", "类型": "企业微信", "地址": "wecombot://housing"},
        {"代码": "mail-other", "名称": "其他单位邮箱", "类型": "邮件", "地址": "mailto://127.0.0.1:1/?to=o@a.cn", "个人": True},
        {"代码": "mail-ops", "名称": "运维邮箱", "类型": "邮件", "地址": "mailto://127.0.0.1:1/?to=ops@a.cn", "个人": True},
    ]
    return [{**entry, "地址": urls.get(entry["代码"], entry["地址"])} for entry in listed]


def person(code: str, role: str, *codes: str, name: str = "") -> dict[str, Any]:
    return {"代码": code, "姓名": name or f"甲{code}", "职务": role, "渠道": list(codes)}


def unit(code: str, name: str, **more: Any) -> dict[str, Any]:
    people = more.pop("人员", [person(f"{code}-1", "承办人", "mail-other")])
    return {"代码": code, "名称": name, "人员": people, **more}


UNITS = [
    unit(
        "county-office",
        "县政府办公室",
        主管=[],
        人员=[
            person("duty-1", "值班员", "wecom-duty", "mail-duty", name="丁一"),
            person("duty-2", "承办人", "mail-duty", name="丁二"),
            person("duty-boss", "主要负责人", "mail-boss", name="丁主任"),
        ],
    ),
    unit("publicity", "县委宣传部", 上级单位="county-office"),
    unit(
        "housing",
        "县住建局",
        上级单位="county-office",
        别名=["住建局"],
        主管=["住房和城乡建设"],
        职责词=["停水", "烂尾", "物业"],
        工作群="wecom-housing",
        人员=[
            person("housing-1", "承办人", "mail-housing", name="吴甲"),
            person("housing-2", "科室负责人", "mail-housing", name="吴乙"),
            person("housing-boss", "主要负责人", "mail-boss", name="吴局"),
        ],
    ),
    unit("water", "县水利局", 上级单位="county-office", 主管=["水利供排水"], 职责词=["停水", "内涝"]),
    unit("water-supply", "县自来水公司", 上级单位="water", 主管=["水利供排水"], 职责词=["水压", "水表"]),
    unit("ecology", "市生态环境局望川分局", 垂直管理="澜州市生态环境局", 主管=["生态环境"], 职责词=["污水", "异味"]),
    unit("public-security", "县公安局", 上级单位="county-office", 主管=["公安"]),
    unit("traffic-police", "交警大队", 上级单位="public-security", 主管=["公安交警"], 职责词=["红绿灯"]),
    unit("emergency", "县应急管理局", 上级单位="county-office", 主管=["应急管理"], 职责词=["洪水", "爆炸"]),
    unit("discipline", "县纪委监委", 主管=["纪检司法信访"]),
    unit("town-chengdong", "城东街道", 辖区=["城东街道", "城东片区"], 主管=["乡镇街道"]),
    unit("town-liuhe", "柳河镇", 辖区=["柳河镇"], 主管=["乡镇街道"]),
]

DUTIES = [
    {
        "编号": "T1",
        "事项": "首次信息发布",
        "适用": {"重点": "突发事件", "突发事件等级": "重大及以上"},
        "期限": "1小时",
        "要求": "原则上",
        "依据": "第三条",
    },
    {
        "编号": "T2",
        "事项": "新闻发布会",
        "适用": {"重点": "突发事件", "突发事件等级": "重大及以上"},
        "期限": "24小时",
        "依据": "第三条",
    },
    {"编号": "T3", "事项": "持续发布", "适用": {"突发事件等级": "特别重大"}, "每隔": "6小时", "依据": "第三条"},
    {"编号": "T4", "事项": "回应", "适用": "其他", "期限": "48小时", "依据": "第三条"},
]

REGULATION: dict[str, Any] = {
    "制度": "望川县政务舆情回应办法",
    "版本": "1",
    "等级": ["一般", "较大", "重大", "特别重大"],
    "时限": DUTIES,
    "报送": [
        {
            "编号": "R1",
            "适用": {"等级": "重大及以上"},
            "同时": ["主要负责人", "值班室"],
            "随后": {"在": "值班室", "超时": "30分钟", "报告": ["县委宣传部"], "沟通": ["县应急管理局"]},
            "依据": "第四条",
        }
    ],
    "领导责任": [{"适用": {"等级": "特别重大"}, "告知": ["主要负责人"], "依据": "第五条"}],
    "逐级催办": [
        {"未签收": "10分钟", "催办": ["科室负责人"]},
        {"未签收": "20分钟", "催办": ["主要负责人"]},
        {"未签收": "30分钟", "催办": ["值班室"]},
    ],
    "到期提醒": ["30分钟"],
}


def office(**changes: Any) -> Office:
    """The office; `units`, `shifts`, `regulation`, `channels`, `operators` replace a part."""
    shifts = [
        {"班次": "白", "时段": "08:00-20:00", "值班员": "duty-1", "副班": "duty-2"},
        {"班次": "夜", "时段": "20:00-次日08:00", "值班员": "duty-1", "副班": "duty-2"},
    ]
    return Office.model_validate(
        {
            "folder": changes.get("folder", FOLDER),
            "sheet": {
                "代码": "demo",
                "名称": "望川县",
                "层级": "县",
                "辖区": {"名称": ["望川县", "望川"]},
                "访问地址": "http://127.0.0.1:8600",
            },
            "regulation": changes.get("regulation", REGULATION),
            "units": {
                "值班室": changes.get("duty_office", "county-office"),
                "协调单位": changes.get("coordinating", ["publicity"]),
                "单位": changes.get("units", UNITS),
            },
            "roster": {"值班表": changes.get("shifts", shifts)},
            "sources": [],
            "channels": {"渠道": changes.get("channels", channels()), "运维告警": changes.get("operators", ["mail-ops"])},
        }
    )
