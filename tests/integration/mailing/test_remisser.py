"""Who is asked to remark on a document is told by mail, and reminded while she has not."""

from datetime import date, timedelta

from samverka_domain.document_parts import DocumentContent
from samverka_domain.gates import DocumentKind
from samverka_domain.remarks import Remark
from samverka_infra.mail_wishes import Pace
from samverka_services.commands.documents import (
    AskAboutDocument,
    BeginDocument,
    GiveRemissAnswer,
    WriteDocumentVersion,
)
from tests.integration.mailing.conftest import PAGES, Post, address
from tests.integration.mailing.test_what_is_told import LAST_DAY, swedish
from tests.support.world import DIRECTOR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, UDDEVALLA, World


def ask(world: World, last_day: date) -> str:
    """About a directive; returns its id."""
    begin = BeginDocument(
        insats_id=world.insats("4.7"), kind=DocumentKind.PRE_STUDY_DIRECTIVE, title="Direktiv om e-arkiv"
    )
    document_id = world.do(LEADER, FYRBODAL, begin).id
    content = DocumentContent(purpose="HEMLIGT syfte")
    written = WriteDocumentVersion(document_id=document_id, content=content, change="Utkast")
    world.do(LEADER, FYRBODAL, written, version=1)
    asked = AskAboutDocument(document_id=document_id, municipalities=("1488", "1485"), last_day=last_day)
    world.do(LEADER, FYRBODAL, asked, version=2)
    return document_id


def test_who_is_asked_is_told_once_and_only_who_has_not_remarked_is_reminded(post: Post) -> None:
    post.wish(DIRECTOR, TROLLHATTAN, Pace.NEVER)
    document_id = ask(post.world, LAST_DAY)
    post.send()
    post.send()
    assert post.got(OFFICER, TROLLHATTAN) == ["Ombedda om synpunkter: Direktiv om e-arkiv"]
    said = post.read(OFFICER, UDDEVALLA)
    assert "Uddevalla är ombedd att lämna synpunkter på ett dokument. Sista dag att svara: tisdag 31 mars" in said
    assert f"{PAGES}/dokument/{document_id}\n" in said
    assert "HEMLIGT" not in said
    post.box.mails.clear()
    remarks = (Remark("HEMLIG synpunkt"),)
    post.world.do(OFFICER, UDDEVALLA, GiveRemissAnswer(document_id=document_id, remarks=remarks))
    post.send_at(swedish(LAST_DAY - timedelta(days=14), 7))
    reminded = {str(each["to"]) for each in post.box.mails}
    assert reminded == {address(each, TROLLHATTAN) for each in (OFFICER, DIRECTOR)}, (
        "of a last day also who wants none"
    )
    assert "Trollhättan har inte lämnat synpunkter på dokumentet." in post.read(OFFICER, TROLLHATTAN)
