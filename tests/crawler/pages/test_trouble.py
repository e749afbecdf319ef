import pytest

from crawler.extract import Trouble, extract, trouble

LOGIN = (
    "<html><head><title>用户登录</title></head><body><form>账号<input name=u>"
    "密码<input type=password><button>登录</button></form></body></html>"
)
CAPTCHA = (
    "<html><head><title>百度安全验证</title></head><body><p>网络不给力，请稍后重试</p>"
    "<p>为了您的账号安全，请拖动滑块完成安全验证</p></body></html>"
)
GONE = "<html><head><title>404</title></head><body><h1>抱歉，您访问的页面不存在</h1></body></html>"
FORUM_LOGIN = '<div id="messagetext" class="alert_info"><p>抱歉，您尚未登录，没有权限访问该版块</p></div>'
WEIBO_LOGIN = '{"ok":-100,"url":"https://passport.weibo.com/sso/signin"}'
ARTICLE = (
    "<html><head><title>县城公交调整</title></head><body><form><input type=password></form><h1>县城公交调整</h1>"
    + "<p>二路公交改走滨河路，末班车延后半小时，请市民留意。</p>" * 120
)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (LOGIN, Trouble.LOGIN),
        (FORUM_LOGIN, Trouble.LOGIN),
        (WEIBO_LOGIN, Trouble.LOGIN),
        (CAPTCHA, Trouble.CAPTCHA),
        (GONE, Trouble.ERROR),
    ],
)
def test_a_page_in_place_of_content_is_named(page: str, name: Trouble) -> None:
    assert trouble(page.encode()) is name


@pytest.mark.parametrize("page", [LOGIN, CAPTCHA, GONE, FORUM_LOGIN, WEIBO_LOGIN])
@pytest.mark.parametrize("kind", [None, "portal", "forum", "microblog"])
def test_a_page_in_place_of_content_gives_no_post(page: str, kind: str | None) -> None:
    assert extract(kind, page.encode()) == []


def test_an_article_with_a_login_box_in_its_head_is_no_trouble() -> None:
    assert trouble(ARTICLE.encode()) is None


def test_a_server_error_counts_whatever_the_page_says() -> None:
    assert trouble(ARTICLE.encode(), status=500) is Trouble.ERROR
    assert trouble(ARTICLE.encode(), headers={"Location": "https://passport.example.com/login"}) is Trouble.LOGIN


def test_an_empty_weibo_list_is_no_trouble() -> None:
    assert (
        trouble(
            b'{"ok":0,"msg":"\xe8\xbf\x99\xe9\x87\x8c\xe8\xbf\x98\xe6\xb2\xa1\xe6\x9c\x89\xe5\x86\x85\xe5\xae\xb9","data":{"cards":[]}}'
        )
        is None
    )
