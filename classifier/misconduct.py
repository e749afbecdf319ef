"""Who holds public office and what counts as misconduct, in the many words people use for both.

Neither list says anything alone: a post accuses when one of each stands in one sentence (`classifier.accusation`). They are
wide on purpose, because a missed accusation may reach the accused (regulations P-3) and one too many costs a glance.
"""

import re
from collections.abc import Iterator

_TITLES = (
    r"副?(?:局|所|院|校|园|镇|乡|县|区|市|科|股|站|厅|处|村|行|馆|台|庭|队|部|场|行政|理事|组|会)长|副?主任|副?主席|副?书记|支书|会计"
    r"|网格员|专干|专管员|科员|考官|面试官|教研员|稽查员|协管员|仲裁员|管理员|驻村干部|联络员|质监员|安监员|评审专家|法官|检察官|法警|狱警|干警|协警|辅警|民警|交警|警察"
    r"|教导主任|班主任|招办|干部|公务员|公职人员|官员|执法人员|执法队员|城管|临时工|麻醉师|护工|村医|秘书|领导(?!您|们?好|能|看|重视|关注|协调|解决)"
)
_BODIES = r"局|所|站|办|院|委|科|股|室|中心|大队|中队|支队|队|处|部|馆|会|政|联|协|社|公司|政府|街道|衙门|大厅|验收|稽核|窗口"
_STAFF = r"人(?!民|员?招)|科长|负责人|工作人员|领导|护士|医生|大夫|保安|副总|经理|采购|考官|某"
_BODIES_ALONE = (
    r"居委会|村委会|镇政府|乡政府|计生办|扶贫办|征收办|拆迁办|棚改办|老干部局|地震局|县志办|统计局|园林局|移民局|审批局|红十字会|养护站|治超站"
    r"|动检站|派出所|检察院|交警队|车管所|公证处|国资局|交警大队|稽查大队|事故科|户籍科|项目办|执行局|运管科|稽核科|基建科|住建局|城管局|教育局|水利局|法院"
)
_LOOSELY = (
    r"(?:乡|镇|村|县|局|所|站|院|厂)(?:里|上)?管[一-龥]{1,5}的(?:人|副)?|(?:镇|乡|县)上?来的|某(?:局|县|镇|乡|领导|科|长)|局里某|窗口那"
    r"|那个(?:局|所|科|镇)|书记家|村长家|乡里|镇里|校办工厂|校领导|食堂的采购"
)
_ACTOR = re.compile(
    rf"(?:{_TITLES}|[一-龥]{{1,8}}(?:{_BODIES})(?:里|上|窗口)?(?:的|有|那几个|那个)?(?:{_STAFF}|专门)|{_BODIES_ALONE}|{_LOOSELY})"
)

_AMOUNT = r"[一二两三四五六七八九十百千\d]+(?:万|千|百|块|元)"
_MONEY = (
    rf"收(?:了|过|着|走|受)?[^，。！？]{{0,10}}(?:钱|卡|烟|酒|礼|红包|好处|{_AMOUNT}|特产|提成)"
    r"|(?:收|给|塞|交|送|要)[^，。！？]{0,8}(?:黑钱|好处费|茶水费|烟钱|管理费|辛苦费|感谢费|意思)|(?:不|只要|没|私下)给钱|不送礼"
    rf"|{_AMOUNT}(?:块|元)?(?:钱)?(?:一个|一本|一票|一单|一次|一户|一把|一条|一套)|(?:一个|一票|一单|一本|一户|一套|一把|一次|一头)(?:要)?[一二两三四五六七八九十百\d]+[万千百块]"
    rf"|(?:索|加急|开口|张口)?要{_AMOUNT}|提[一二两三四五六七八九十]成|[一二两三四五六七八九十]个点|提成|明码标价|吃拿卡要|报公账|进了谁|私吞|小金库|赞助"
)
_TAKING = (
    r"卖官|卖编制|倒卖|贱卖|私下|卖(?:了|给|掉|加分|犯|新生|医疗)|拿去卖|让黄牛|拉去|拉回家|挪去|挪用|打到|打进了?|转到自己|记到自己|记到[^，。]{0,4}名下|发成了|自己领|名字领|冒领|拿回家"
    r"|装(?:进|自己)|据为己有|给自家|当自家|自家(?:院|搭)|搭车|用工会|取了自己用|扣着|截了|截留|只剩一半|空饷|白拿|白吃|从来不给钱|都能?贪|敢贪|贪污|贪官|套取|套医保|套项目|骗[了取提公补经走]"
    r"|送人情|名义贷款|租给(?:开|他|自己|亲)|分给了?(?:自己|侄|亲|领导)|多算了|多收|多报|吃(?:公|老百姓)"
)
_FALSIFYING = (
    r"虚报|谎报|虚开|做假|作假|假(?:病历|账|数|离婚|签名|材料|公章|调解)|报假|捏造|伪造|篡改|摆拍|改(?:了)?(?:日期|年龄|病历|责任书|口供)|签名是假|填的假|不检就|空白表格|阴阳|代写|走过场"
    r"|改了两次|过期(?:疫苗|牛奶|药)|瞒报|压着不报|替[^，。]{0,6}瞒"
)
_FAVOUR = (
    r"包庇|偏袒|通风报信|保护伞|睁一只眼|开绿灯|绿色通道|放走|放行|放水|漏题|标底|透给|打招呼|写条子|干股|参股|入股|插手|一伙|合伙|伙同|合谋|勾[着结搭]|关系车|关系户|以权|枉法|徇私"
    r"|违规|违法|违纪|犯法|内定|中标了[^，。]{0,10}|指定(?:的)?(?:公司|买|供应)|必须从|强推|强迫|强买|强制|逼[着我们寡迫]|逼[^，。]{0,6}(?:罚款|撤案|做假|买|喝|签|报)|暗示|才能过|不给过|就是不查|不查我"
    r"|执行不动|一起吃饭|换了供应商|直接调进|承包了全|塞进去|全给了|拆成[^，。]{0,4}单|往外传话|被举报人|转头就告诉|给[^，。]{0,4}办身份证|只认钱|不办事"
    r"|(?:小舅子|大舅子|妻弟|妹夫|姐夫|连襟|侄[子女儿]|外甥|老丈人|岳父|嫂子|弟媳|儿媳|女婿|亲[哥弟戚]|的弟弟|的哥哥|儿子|女儿|老婆|情[人妇]|小三|战友|关系不一般)"
    r"|自己(?:的)?(?:人|卡|兜|口袋|亲戚|账|腰包|公司|编的?|开)|自己开[^，。]{1,4}[厂店]|是(?:副?[县局镇乡市所]长|主任|书记)的?(?:同学|亲戚)"
)
_FORCE = (
    r"铐|拘禁|关(?:在|了|进|起来)|打(?:了我|我|断|伤|得|人|老|孩子|一夜|骂)|踹|踢|扇|泼|掀|扒|砸|抢(?:手机|走|我)|推搡|拖拽|追着|折断|强拆|拆(?:我|了我)|辱骂|还骂|骂我|不出警|刑讯|非法|钓鱼|设套"
    r"|恐吓|威胁|打击报复|报复我|抓我|把我[^，。]{0,6}(?:抓|关|打)|喝了酒|酒后|公车|公款|公家的|吃喝|打麻将|赌博|嫖|包养|养小|骚扰|摸女|猥亵|潜规则|灌酒|野味"
)
_JUDGED = (
    r"没一个干净|早该查|该查了|敢怒不敢言|没人敢|告到哪|吃人嘴短|土皇帝|一手遮天|三套房|豪车|几套房|坟修得|上班从来不来|点名要|送条腿|扣绩效|随礼|不收手|黑心|雁过拔毛|账都在|只手遮天|克扣|吞[了掉]"
    r"|拖了一年|作风|腐败|滥用|渎职|徇情|乱作为|盖章才|陪[^，。]{0,3}酒"
)
_WRONG = re.compile("|".join((_MONEY, _TAKING, _FALSIFYING, _FAVOUR, _FORCE, _JUDGED)))
_SENTENCE = re.compile(r"[^。！？!?\n；;]+")
_AFTER, _BEFORE = 34, 18
_SELF_PRAISE = re.compile(
    r"整治|严禁|禁止|不得|杜绝|防范|严查|严打|打击|零容忍|警示教育|通报|双开|获刑|判处|开庭|落马|立案审查|接受(?:审查|调查)|抓获|查获|破获|走访|提醒|慰问|点赞|感谢|电影|电视剧|小说|剧情|历史|古代"
)


_DECLARED = re.compile(r"实名(?:反映|举报)|检举|控告|举报(?!电话|信箱|平台|热线|方式|奖励|渠道|箱|办法|中心|受理|线索|指南)")


def told_misconduct(text: str) -> Iterator[tuple[int, int]]:
    """Where an office holder or public body and misconduct stand in one sentence, as start and end of both together."""
    for sentence in _SENTENCE.finditer(text):
        if _SELF_PRAISE.search(sentence[0]):
            continue
        declared = _DECLARED.search(sentence[0])
        for actor in _ACTOR.finditer(text, sentence.start(), sentence.end()):
            if declared and declared.end() <= actor.start() - sentence.start() <= declared.end() + _AFTER:
                yield sentence.start() + declared.start(), actor.end()
            wrong = _WRONG.search(text, actor.end(), min(sentence.end(), actor.end() + _AFTER))
            if wrong is None:
                wrong = _WRONG.search(text, max(sentence.start(), actor.start() - _BEFORE), actor.start())
            if wrong is not None:
                yield min(actor.start(), wrong.start()), max(actor.end(), wrong.end())


def office_holders(text: str) -> Iterator[tuple[int, int]]:
    """Where office holders and public bodies are named, sentences about catching and praising left out."""
    for sentence in _SENTENCE.finditer(text):
        if not _SELF_PRAISE.search(sentence[0]):
            for actor in _ACTOR.finditer(text, sentence.start(), sentence.end()):
                yield actor.start(), min(sentence.end(), actor.end() + _BEFORE)
