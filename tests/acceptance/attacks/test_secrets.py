"""What must stay secret stands in no log, in no error and in no file of the repository."""

import re
import uuid

import pytest

from samverka_services.demo import people
from tests.acceptance.attacks.forging import Forger
from tests.support.callers import FYRBODAL
from tests.support.installation import ROOT, Installation

PATTERNS = {
    "a private key": r"-----BEGIN ([A-Z]+ )?PRIVATE KEY( BLOCK)?-----\s*[A-Za-z0-9+/=]{20}",
    "a private JWK": r'"(d|dp|dq|qi|p|q)"\s*:\s*"[A-Za-z0-9_-]{40,}"',
    "a signed token": r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    "a key of a cloud": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a forge": r"\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,})",
    "a token of a registry": r"\b(pypi-[A-Za-z0-9_-]{40,}|npm_[A-Za-z0-9]{30,})",
    "a token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a password in an address": r"postgres(ql)?://[A-Za-z0-9_]+:(?!change-me|\{|\$|%|secret|password|x@|y@)[^@\s/'\"]{6,}@",
}
INNOCENT = "tests/acceptance/attacks/test_secrets.py"


FOLDERS = (".ci", "docs", "domain", "graphql", "infra", "projections", "services", "tests", "tools")


def our_files() -> list[str]:
    """Every file of the project, in a clone and in an unpacked archive alike."""
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    files = [path for path in (*ROOT.iterdir(), *below) if path.is_file() and "__pycache__" not in path.parts]
    return [name for name in (str(path.relative_to(ROOT)) for path in files) if name != INNOCENT]


def test_the_repository_holds_no_secret() -> None:
    found = []
    for name in our_files():
        path = ROOT / name
        text = path.read_text(encoding="utf-8", errors="ignore") if path.is_file() else ""
        found += [f"{name}: {kind}" for kind, pattern in PATTERNS.items() if re.search(pattern, text)]
    assert found == []


@pytest.mark.parametrize("kind", PATTERNS)
def test_a_secret_would_be_found(kind: str) -> None:
    """Each pattern against a made-up one, put together here so that this file holds none."""
    letters = "A1b2C3d4E5" * 5
    made_up = {
        "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----\n" + letters,
        "a private JWK": f'"d": "{letters}"',
        "a signed token": f"eyJ{letters}.eyJ{letters}.{letters}",
        "a key of a cloud": "AK" + "IA" + "ABCDEFGH12345678",
        "a token of a forge": "gh" + "p_" + letters,
        "a token of a registry": "py" + "pi-" + letters,
        "a token of a chat": "xo" + "xb-" + letters,
        "a password in an address": "postgresql://somebody:" + "hemligt1@server/database",
    }
    assert re.search(PATTERNS[kind], made_up[kind])


def test_no_file_is_of_the_kind_that_holds_secrets() -> None:
    names = [name.rsplit("/", 1)[-1] for name in our_files()]
    assert not [name for name in names if re.search(r"^\.env(\.|$)|\.(pem|key|p12|pfx|jks)$|issuer-key|id_rsa", name)]


def test_what_was_refused_is_in_no_log_and_in_no_answer(running: Installation) -> None:
    """Tokens, forged and genuine, ids of people, and what stood in bodies and addresses."""
    before, secret = len(running.logged("serve")), f"hemlighet-{uuid.uuid4().hex}"
    forger = Forger.of(running)
    tokens = [secret, forger.by_own_key(kid=forger.kid), forger.with_claims(sub=secret), forger.genuine[:-3] + "AAA"]
    answers = [running.send("GET", f"/api/v1/me?token={secret}", token) for token in tokens]
    answers += [running.send("POST", "/graphql", token, {"query": f"{{ {secret} }}"}) for token in tokens]
    leader = running.token(people.LEADER, FYRBODAL)
    answers += [running.send("POST", f"/api/v1/insatser?x={secret}", leader, {"title": secret}, key=secret)]
    running.send("POST", "/graphql", leader, {"query": f'{{ region(id: "{secret}") {{ id }} }}'})
    running.send("POST", "/graphql", leader, {"query": "{ " + secret.replace("-", "_") + " }"})
    logged = running.logged("serve")[before:]
    assert secret not in logged
    assert secret.replace("-", "_") not in logged
    assert not re.search(PATTERNS["a signed token"], logged)
    assert people.LEADER not in logged
    for token, answer in zip(tokens * 2, answers, strict=False):
        assert token[-30:] not in answer.text
        assert not re.search(PATTERNS["a signed token"], answer.text)


def test_no_answer_tells_where_the_database_or_the_files_are(running: Installation) -> None:
    leader = running.token(people.LEADER, FYRBODAL)
    answers = [
        running.send("GET", "/api/v1/openapi.json"),
        running.send("GET", "/api/v1/health/ready"),
        running.send("GET", "/nowhere"),
        running.send("POST", "/api/v1/insatser", leader, {}),
        running.send("POST", "/graphql", leader, {"query": "{ nowhere }"}),
    ]
    hidden = (running.database.name, str(running.folder), str(ROOT), "postgresql://", "samverka_app")
    assert not [secret for answer in answers for secret in hidden if secret in answer.text + str(answer.headers)]


def test_the_servers_own_key_is_readable_by_nobody_else(running: Installation) -> None:
    """The demonstration's issuer keeps its key in the data folder."""
    for path in running.folder.rglob("*key*.json"):
        assert path.stat().st_mode & 0o077 == 0
