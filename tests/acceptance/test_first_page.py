"""What strangers are shown where one cannot log in, and what a page may be kept with."""

import httpx

from tests.support.installation import Installation


def test_where_there_is_no_client_the_first_page_says_so(running: Installation) -> None:
    answer = httpx.get(f"{running.address}/", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "Här går det inte att logga in" in answer.text
    login = httpx.get(f"{running.address}/auth/login", headers={"Accept": "text/html"})
    assert login.status_code == 404
    assert "Inloggning på webben är inte inställd" in login.text


def test_the_stylesheet_may_be_kept_and_changes_its_name_with_its_content(running: Installation) -> None:
    page = httpx.get(f"{running.address}/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = httpx.get(running.address + address)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert httpx.get(f"{running.address}/static/samverka.css").status_code == 404
