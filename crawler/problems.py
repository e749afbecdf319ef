"""What can go wrong while a page is fetched or read, each with the name office staff read."""

from config.vocabulary import Word


class Problem(Word):
    """One kind of trouble with a source."""

    REFUSED = "refused", "被拒绝的地址"
    ROBOTS = "robots", "robots禁止"
    HTTP = "http", "HTTP错误"
    HOLD = "hold", "对方要求稍后再来"
    TLS = "tls", "证书错误"
    DNS = "dns", "域名解析失败"
    CONNECT = "connect", "连接失败"
    TIMEOUT = "timeout", "响应超时"
    TOO_LARGE = "too_large", "响应过大"
    REDIRECTS = "redirects", "跳转过多或跳转地址无效"
    WALL = "wall", "登录页或验证码"
    NO_FIELDS = "no_fields", "字段缺失"
    NOT_TEXT = "not_text", "不是网页"
    CRASHED = "crashed", "采集进程中断"
    CONFIGURATION = "configuration", "信源设置有误"
    OTHER = "other", "其他错误"
