"""By SAML a municipality's answer passes through a browser: only the one that it signed for this login counts."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.identity.brokering import REFUSED, Visit, opened, own, people_with, providers_of
from tests.acceptance.identity.browser import Form
from tests.acceptance.identity.saml_municipality import FACTOR_CONTEXT, SamlMunicipality
from tests.acceptance.identity.support import Identity

Change = Callable[[str], str]
_SIGNATURE = re.compile(r"<(\w+):Signature .*?</\1:Signature>", re.DOTALL)
_ASSERTION = re.compile(r"<(\w+):Assertion .*?</\1:Assertion>", re.DOTALL)
_CLASS = re.compile(r"AuthnContextClassRef>([^<]+)<")


@pytest.fixture(scope="module")
def municipalities(identity: Identity) -> Iterator[tuple[SamlMunicipality, ...]]:
    with opened(own(identity, SamlMunicipality), own(identity, SamlMunicipality)) as found:
        yield found


@pytest.fixture
def ours(municipalities: tuple[SamlMunicipality, ...]) -> SamlMunicipality:
    return municipalities[0]


@pytest.fixture
def theirs(municipalities: tuple[SamlMunicipality, ...]) -> SamlMunicipality:
    return municipalities[1]


@pytest.fixture(scope="module")
def signe(municipalities: tuple[SamlMunicipality, ...]) -> str:
    """The mail address of somebody whose answers are changed."""
    mail = f"signe@{municipalities[0].domain}"
    municipalities[0].employ(mail)
    return mail


class Messages:
    """What passes through her browser, in order; answers are changed on the way if there is a change."""

    def __init__(self, change: Change = str) -> None:
        self.requests: list[str] = []
        self.answers: list[str] = []
        self._change = change

    def __call__(self, form: Form) -> None:
        if "SAMLRequest" in form.fields:
            self.requests.append(_read(form.fields["SAMLRequest"]))
        else:
            self.answers.append(self._change(_read(form.fields["SAMLResponse"])))
            form.fields["SAMLResponse"] = b64encode(self.answers[-1].encode()).decode()


def _read(message: str) -> str:
    return b64decode(message).decode()


def _unsigned(answer: str) -> str:
    return _SIGNATURE.sub("", answer)


def _of_somebody_else(answer: str) -> str:
    return answer.replace("signe@", "sigrid@")


def _somebody_else_before_the_signed(answer: str) -> str:
    signed = _found(_ASSERTION, answer)
    return answer.replace(signed, _forged(signed) + signed)


def _somebody_else_around_the_signed(answer: str) -> str:
    """The forged assertion carries the signature, and within that the assertion which it is of."""
    signed = _found(_ASSERTION, answer)
    head, tail = _found(_SIGNATURE, signed).rsplit("</", 1)
    carrying = f"{head}<dsig:Object>{signed}</dsig:Object></{tail}"
    return answer.replace(signed, _forged(signed).replace("<saml:Subject>", f"{carrying}<saml:Subject>"))


def _forged(signed: str) -> str:
    return _unsigned(_of_somebody_else(signed)).replace('ID="ID_', 'ID="ID_other', 1)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, text
    return found[0]


def assert_refused(visit: Visit, *mails: str) -> None:
    """She sees an error and has no code, and nobody with these addresses has got an account."""
    assert REFUSED in visit.wanderer.text
    assert visit.wanderer.answer.status_code == 400
    assert not any(people_with(visit.identity, mail) for mail in mails)


@pytest.mark.parametrize(
    "change",
    [_unsigned, _of_somebody_else, _somebody_else_before_the_signed, _somebody_else_around_the_signed],
)
def test_an_answer_that_is_not_as_the_municipality_signed_it_is_refused(
    identity: Identity, signe: str, change: Change
) -> None:
    messages = Messages(change)
    visit = Visit(identity, signe, on_message=messages)
    visit.at_the_municipality(signe)
    assert len(messages.answers) == 1
    assert_refused(visit, signe, signe.replace("signe", "sigrid"))


def test_an_answer_signed_by_an_unknown_key_is_refused(identity: Identity) -> None:
    with opened(own(identity, SamlMunicipality)) as (moved,):
        mail = f"mona@{moved.domain}"
        moved.employ(mail)
        moved.change_key()
        visit = Visit(identity, mail)
        visit.at_the_municipality(mail)
        assert_refused(visit, mail)


def test_an_answer_serves_the_login_that_asked_for_it_and_no_other(
    identity: Identity, ours: SamlMunicipality
) -> None:
    mail, others = f"rut@{ours.domain}", f"rakel@{ours.domain}"
    ours.employ(mail)
    ours.employ(others)
    messages = Messages()
    visit = Visit(identity, mail, on_message=messages)
    visit.at_the_municipality(mail)
    assert visit.token()

    thief = Visit(identity, others, on_message=Messages(lambda _answer: messages.answers[0]))
    thief.at_the_municipality(others)
    assert_refused(thief, others)


def test_an_answer_of_one_municipality_is_not_taken_as_that_of_another(
    identity: Identity, ours: SamlMunicipality, theirs: SamlMunicipality
) -> None:
    mail, victim = f"mallory@{ours.domain}", f"vera@{theirs.domain}"
    victim_id = identity.person(victim, theirs.tenant)
    ours.employ(mail, email=victim)

    def deliver_to_theirs(message: Form) -> None:
        message.action = message.action.replace(ours.broker, theirs.broker)

    visit = Visit(identity, mail, on_message=deliver_to_theirs)
    visit.at_the_municipality(mail)
    assert_refused(visit, mail)
    assert providers_of(identity, victim_id) == []


def test_the_municipality_is_asked_for_a_second_factor_and_the_question_is_signed(
    identity: Identity, ours: SamlMunicipality
) -> None:
    messages = Messages()
    visit = Visit(identity, f"frida@{ours.domain}", on_message=messages)
    assert visit.wanderer.realm == ours.realm
    (asked,) = messages.requests
    assert 'RequestedAuthnContext Comparison="exact"' in asked
    assert FACTOR_CONTEXT in _found(_CLASS, asked)
    assert _found(_SIGNATURE, asked)


def test_the_kind_of_login_that_the_answer_names_is_not_what_lets_her_in(
    identity: Identity, ours: SamlMunicipality
) -> None:
    """Keycloak asks for a kind and does not compare; the attribute that is there after a second factor decides."""
    mail = f"klara@{ours.domain}"
    ours.employ(mail)
    messages = Messages()
    visit = Visit(identity, mail, on_message=messages)
    visit.at_the_municipality(mail)
    assert FACTOR_CONTEXT not in _found(_CLASS, messages.answers[0])
    assert identity.verifier("samverka-web").verify(visit.token()).tenant_id == ours.tenant.number
