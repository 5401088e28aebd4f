"""Files are attached to a document, by its page and over REST, and kept by those who may read the version."""

from samverka_domain.attachments import MOST_BYTES
from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.acceptance.pages.test_documents import BENEFIT, begun
from tests.acceptance.pages.test_plans import LYSEKIL, sent
from tests.support.callers import FYRBODAL
from tests.support.files import PDF, PNG, WORD, open_xml
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.pdf import said
from tests.support.world import UDDEVALLA

BYTES = {"Content-Type": "application/octet-stream"}


def attach(visitor: Visitor, content: bytes, called: str, **changes: str) -> None:
    """With a file, as the button to look everything through sends it."""
    fields = dict(visitor.form().fields) | changes | {"step": "review"}
    visitor.upload(visitor.form().action, fields, "file", content, called)


def kept(visitor: Visitor, document: str) -> list[str]:
    """The addresses of the files of the latest version."""
    visitor.open(document)
    return [link for link in visitor.document.links if "/bilagor/" in link]


def test_files_go_from_the_form_to_those_who_may_read_the_version(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    document = begun(leader, "Exempel: direktiv med bilagor")
    sent(leader, f"{document}/skriv", __change="Första utkastet", __purpose="Se om det lönar sig.", **BENEFIT)
    leader.open(f"{document}/bilagor")
    attach(leader, b"<script>alert(1)</script>", "kalkyl.pdf", **{"/change": "Kalkylen"})
    assert leader.answer.status_code == 422
    assert "kalkyl.pdf: Filens innehåll är inte PDF" in leader.text
    assert ("/change", "Kalkylen") in leader.form().fields, "nothing that was written is lost"
    attach(leader, open_xml("application/vnd.ms-word.document.macroEnabled.main+xml"), "brev.docx")
    assert "Filer med makron tas inte emot" in leader.text
    attach(leader, PDF, "mapp\\kalkyl å.docx")
    assert "kalkyl å.docx är till innehållet PDF" in leader.text
    assert ("/attachments/0/name", "kalkyl å.docx") in leader.form().fields, "the file need not be sent again"
    leader.press(REVIEW, __attachments__0__name="kalkyl å.pdf")
    leader.press(SEND)
    assert "Version 0.2" in leader.text
    (file,) = kept(leader, document)
    answer = leader.open(file)
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    told = answer.headers["content-disposition"]
    assert told == "attachment; filename=\"kalkyl__.pdf\"; filename*=UTF-8''kalkyl%20%C3%A5.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")

    member, other = (
        Visitor.of(paged, people.officer(code), number) for code, number in (("1484", LYSEKIL), ("1485", UDDEVALLA))
    )
    assert member.open(file).status_code == 404
    sent(leader, f"{document}/fraga", __municipalities="1484", __lastDay="2099-12-31")
    member.open(document)
    assert member.open(file).content == PDF
    assert other.open(file).status_code == 404
    assert member.open(f"{document}/bilagor").status_code == 403

    leader.open(f"{document}/bilagor")
    attach(leader, PNG, "bild.png", **{"/change": "Bilden", "remove": file.rpartition("/")[2]})
    leader.press(SEND)
    leader.open(f"{document}/versioner/0.3")
    assert "Tillkom: bild.png" in leader.text
    assert "Togs bort: kalkyl å.pdf" in leader.text
    assert leader.open(file).status_code == 200, "what a version was made of stays"
    assert leader.open(file.replace("/0.2/", "/0.3/")).status_code == 404
    text = said(leader.open(f"{document}/versioner/0.3/lydelse.pdf").content)
    for each in ("Se om det lönar sig.", "bild.png", "arbetsversion", "Bilden", "Arkivarier"):
        assert each in text, each


def test_programs_send_a_file_first_and_name_it_in_a_version(paged: Installation) -> None:
    leader, officer = paged.token(people.LEADER, FYRBODAL), paged.token(people.officer("1484"), LYSEKIL)
    begun_with = {"insatsId": paged.insats_of_the_plan(leader), "kind": "PROJECT_PLAN", "title": "Exempel: plan"}
    document = paged.command("POST", "/documents", leader, begun_with)["id"]

    def post(token: str | None, content: bytes) -> tuple[int, dict[str, str]]:
        answer = paged.send("POST", "/api/v1/files", token, headers=BYTES, content=content)
        return answer.status_code, answer.json()

    assert post(None, PDF)[0] == 401
    assert post(officer, PDF)[1]["code"] == "wrong-kind-of-organisation"
    assert post(leader, bytes(MOST_BYTES + 2_000_000))[1]["code"] == "file-too-large"
    assert post(leader, b"#!/bin/sh")[1]["code"] == "file-of-unknown-type"
    content = open_xml(WORD)
    status, file = post(leader, content)
    assert (status, file["type"]) == (201, "DOCX")
    named = {"name": "plan.docx", "sha256": file["sha256"]}
    unknown = {"attachments": [{"name": "x.pdf", "sha256": "0" * 64}], "change": "Nytt"}
    address = f"/api/v1/documents/{document}"
    refused = paged.send("PUT", f"{address}/attachments", leader, unknown, version=1).json()
    assert (refused["code"], refused["errors"][0]["field"]) == ("file-not-received", "/attachments/0/sha256")
    body = {"attachments": [named], "change": "Planen"}
    outcome = paged.command("PUT", f"/documents/{document}/attachments", leader, body, 1)
    found = f"{address}/versions/0.1/attachments/{file['sha256']}"
    paged.wait_until_projected(outcome["token"], leader, FYRBODAL)
    answer = paged.send("GET", found, leader)
    assert answer.content == content
    assert paged.send("GET", found, officer).status_code == 404
