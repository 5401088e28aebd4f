"""Every field of the GraphQL schema × everybody who may knock. Each type states in the schema who sees it.

The queries are made from the schema itself: whatever is added to it is asked for here, by everybody.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, build_schema, get_named_type, is_leaf_type

from samverka_domain.mandates import Role
from samverka_graphql.kernel.limits import MOST_FIELDS, MOST_REPEATS
from samverka_services.demo import people
from tests.support.callers import FUND, FYRBODAL, KNOCKERS, Knocker, bad_tokens
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.region import SECRET, WORKING, Things, region_of_its_own
from tests.support.snapshots import SCHEMA_GRAPHQL
from tests.support.taken_over import life_goes_on
from tests.support.world import TROLLHATTAN

SCHEMA: GraphQLSchema = build_schema(SCHEMA_GRAPHQL.read_text(encoding="utf-8"))
PAGING = ("Connection", "Edge")
ENTITLED = [knocker for knocker in KNOCKERS if knocker.holds]
MEMBERS = [knocker for knocker in ENTITLED if knocker.in_region]
STRANGERS = [knocker for knocker in ENTITLED if not knocker.in_region]


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things
    heard: dict[str, list[Any]] = field(default_factory=dict)
    """What each caller was answered, kept because several tests look at it."""

    def arguments(self, root: str) -> str:
        ids = {
            "region": FYRBODAL,
            "municipality": TROLLHATTAN,
            "insats": self.things.insats_id,
            "interestRequest": self.things.request_id,
            "document": self.things.document_id,
        }
        return f'(id: "{ids[root]}")' if root in ids else ""

    def answers(self, knocker: Knocker) -> list[Any]:
        """The data that a caller gets for every query about Fyrbodal's things."""
        if knocker.name not in self.heard:
            token = knocker.token(self.running)
            self.heard[knocker.name] = [self._answer(token, query) for query in self.queries()]
        return self.heard[knocker.name]

    def _answer(self, token: str, query: str) -> Any:
        document = self.running.graphql(token, query).json()
        assert codes(document) <= {"role-missing"}, document
        return document["data"]

    def queries(self) -> Iterator[str]:
        """For each field below each root field, with everything below it; as few as the limits on a query allow."""
        for root, below in query_type().fields.items():
            for selection in together(selections(object_of(below))):
                yield f"{{ {root}{self.arguments(root)} {{ {selection} }} }}"


def together(each: Iterable[str]) -> Iterator[str]:
    """What one query may ask for at once; a query merges what begins with the same fields."""
    asked: list[str] = []
    for selection in each:
        if len(asked) == MOST_REPEATS or not fits(" ".join((*asked, selection))):
            yield " ".join(asked)
            asked = []
        asked.append(selection)
    yield " ".join(asked)


def fits(selection: str) -> bool:
    return len(re.findall(r"\w+", selection)) < MOST_FIELDS


def codes(document: dict[str, Any]) -> set[str]:
    """Of the errors that are told."""
    return {error["extensions"]["code"] for error in document.get("errors", ())}


def query_type() -> GraphQLObjectType:
    found = SCHEMA.query_type
    assert found is not None
    return found


def object_of(above: GraphQLField) -> GraphQLObjectType:
    found = get_named_type(above.type)
    assert isinstance(found, GraphQLObjectType)
    return found


def selections(kind: GraphQLObjectType, path: tuple[str, ...] = ()) -> Iterator[str]:
    """One for each field, with everything below it; for each field below it where that is too much to ask at once.

    What leads back to a type that this came through is asked for its own fields alone.
    """
    for name, below in kind.fields.items():
        if is_leaf_type(get_named_type(below.type)):
            yield name
        elif object_of(below).name in (*path, kind.name):
            yield f"{name} {{ {' '.join(leaves(object_of(below)))} }}"
        elif fits(whole := everything(below, (kind.name,))):
            yield f"{name} {{ {whole} }}"
        else:
            yield from (f"{name} {{ {each} }}" for each in selections(object_of(below), (*path, kind.name)))


def leaves(kind: GraphQLObjectType) -> list[str]:
    return [name for name, below in kind.fields.items() if is_leaf_type(get_named_type(below.type))]


def everything(above: GraphQLField, path: tuple[str, ...]) -> str:
    """All fields of a field's type, and of theirs, without coming back to a type."""
    kind = object_of(above)
    parts = []
    for name, inner in kind.fields.items():
        named = get_named_type(inner.type)
        if is_leaf_type(named):
            parts.append(name)
        elif named.name not in path:
            parts.append(f"{name} {{ {everything(inner, (*path, kind.name))} }}")
    return " ".join(parts)


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("matrix")) as (running, things):
        life_goes_on(running, things)
        yield Scene(running, things)


def audience(kind: GraphQLObjectType) -> str | None:
    node: Any = kind.ast_node
    stated = [directive for directive in node.directives if directive.name.value == "visible"]
    return str(stated[0].arguments[0].value.value) if stated else None


def content_types() -> dict[str, GraphQLObjectType]:
    roots = {"Query", "Subscription", "PageInfo"}
    return {
        name: kind
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType) and name not in roots and not name.startswith("__")
        if not name.endswith(PAGING)
    }


def for_auditors() -> list[str]:
    """The root fields whose content is stated to be for the auditor."""
    found = []
    for root, below in query_type().fields.items():
        kind = object_of(below)
        node = object_of(object_of(kind.fields["edges"]).fields["node"]) if "edges" in kind.fields else kind
        found += [root] if audience(node) == "AUDITOR" else []
    return found


def audits(knocker: Knocker) -> bool:
    return bool(knocker.holds & {Role.AUDITOR, Role.ADMINISTRATOR})


def test_every_type_states_who_sees_it() -> None:
    assert [name for name, kind in content_types().items() if audience(kind) is None] == []


def test_every_field_is_asked_for(scene: Scene) -> None:
    asked = " ".join(scene.queries()).replace("{", " ").replace("}", " ").split()
    for name, kind in content_types().items():
        if name != "RegionChange":
            assert set(kind.fields) <= set(asked), name


def seen(value: Any, kind: GraphQLObjectType) -> Counter[str]:
    """How many objects of each type an answer holds."""
    found = Counter({kind.name: 1})
    for name, inner in value.items():
        named = get_named_type(kind.fields[name].type)
        if isinstance(named, GraphQLObjectType):
            for each in inner if isinstance(inner, list) else [inner]:
                found += seen(each, named) if each is not None else Counter()
    return found


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
def test_what_is_for_a_funder_is_told_to_who_reads_for_it_and_without_any_municipality(
    scene: Scene, knocker: Knocker
) -> None:
    token, reads = knocker.token(scene.running), Role.FUNDER_READER in knocker.leads
    answers = [scene.running.graphql(token, query).json() for query in scene.queries() if of_a_funder(query)]
    told = {code for answer in answers for code in codes(answer)}
    assert told == (set() if reads else {"role-missing" if knocker.holds or knocker.leads else "no-mandate"})
    found = sum((seen(answer.get("data") or {}, query_type()) for answer in answers), Counter[str]())
    without = {"FundedDocument", "FundedVersion"}  # of its final report there is no whole version
    for name, kind in content_types().items():
        if audience(kind) == "FUNDER" and name not in without:
            assert (found[name] > 0) == reads, name
    assert not any(each in json.dumps(answers) for each in (TROLLHATTAN, people.CHAIR, WORKING, SECRET))


def test_what_a_funder_reads_is_asked_for_alone(scene: Scene) -> None:
    reader = next(knocker for knocker in KNOCKERS if Role.FUNDER_READER in knocker.leads)
    beside = f'document(id: "{scene.things.document_id}") {{ id }}'
    answer = scene.running.graphql(reader.token(scene.running), f"{{ funded {{ id }} {beside} }}")
    assert (answer.status_code, codes(answer.json())) == (400, {"not-alone"})


def of_a_funder(query: str) -> bool:
    return query.startswith("{ funded ")


def seen_by(scene: Scene, knocker: Knocker) -> Counter[str]:
    return sum((seen(data, query_type()) for data in scene.answers(knocker)), Counter())


@pytest.mark.parametrize("knocker", MEMBERS, ids=lambda knocker: knocker.name)
def test_the_region_sees_what_is_stated_for_it(scene: Scene, knocker: Knocker) -> None:
    counted = seen_by(scene, knocker)
    for name, kind in content_types().items():
        if audience(kind) in {"REGION", "DISCLOSED", "SELF"} and name != "RegionChange":
            assert counted[name] > 0, name
        if audience(kind) == "OWNER":
            assert (counted[name] > 0) == (knocker.organisation in {FYRBODAL, TROLLHATTAN}), name
        if audience(kind) == "FORBUND":
            assert (counted[name] > 0) == (knocker.organisation == FYRBODAL), name
        if audience(kind) == "AUDITOR":
            assert (counted[name] > 0) == audits(knocker), name


@pytest.mark.parametrize("knocker", ENTITLED, ids=lambda knocker: knocker.name)
def test_what_is_for_the_auditor_is_told_to_nobody_else_and_she_is_told_who_may(
    scene: Scene, knocker: Knocker
) -> None:
    assert for_auditors() == ["accessLog", "invitations", "mandates"]
    for root in for_auditors():
        document = scene.running.graphql(
            knocker.token(scene.running), f"{{ {root} {{ edges {{ cursor }} }} }}"
        ).json()
        assert codes(document) == (set() if audits(knocker) else {"role-missing"})
        assert (document["data"][root] is not None) == audits(knocker)
        assert audits(knocker) or "AUDITOR, ADMINISTRATOR" in document["errors"][0]["message"]


@pytest.mark.parametrize("knocker", STRANGERS, ids=lambda knocker: knocker.name)
def test_nobody_elsewhere_sees_anything_of_the_region(scene: Scene, knocker: Knocker) -> None:
    everything_seen = json.dumps(scene.answers(knocker))
    own = {scene.things.insats_id} if knocker.organisation == FUND else set()  # a role of its own people names it
    for leaked in {scene.things.insats_id} - own | {
        scene.things.request_id,
        scene.things.plan_id,
        scene.things.document_id,
        SECRET,
        "Uddevalla",
        "Exempel",
    }:
        assert leaked not in everything_seen


@pytest.mark.parametrize("knocker", STRANGERS, ids=lambda knocker: knocker.name)
def test_things_elsewhere_are_answered_like_things_that_do_not_exist(scene: Scene, knocker: Knocker) -> None:
    nothing = Scene(scene.running, Things())
    for root in ("insats", "interestRequest", "document"):
        query = f"{{ {root}%s {{ id }} }}"
        answers = [
            each.running.data(knocker.token(each.running), query % each.arguments(root)) for each in (scene, nothing)
        ]
        assert answers == [{root: None}, {root: None}]


@pytest.mark.parametrize("knocker", ENTITLED, ids=lambda knocker: knocker.name)
def test_what_is_not_open_is_seen_by_its_municipality_and_the_forbund(scene: Scene, knocker: Knocker) -> None:
    everything_seen = json.dumps(scene.answers(knocker))
    assert (SECRET in everything_seen) == (knocker.organisation in {TROLLHATTAN, FYRBODAL})
    assert (WORKING in everything_seen) == (knocker.organisation in {TROLLHATTAN, FYRBODAL})


def test_each_sees_herself(scene: Scene) -> None:
    for knocker in ENTITLED:
        me = scene.running.data(knocker.token(scene.running), "{ me { personId organisationId } }")["me"]
        assert me == {"personId": knocker.person, "organisationId": knocker.organisation}


@pytest.mark.parametrize("knocker", [k for k in KNOCKERS if not k.holds], ids=lambda knocker: knocker.name)
def test_who_holds_no_mandate_today_reads_nothing(scene: Scene, knocker: Knocker) -> None:
    for query in scene.queries():
        if knocker.leads and of_a_funder(query):
            continue  # tried above
        answer = scene.running.graphql(knocker.token(scene.running), query)
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["code"] == "no-mandate"
        assert "data" not in answer.json()


def test_without_a_good_token_nothing_is_read(scene: Scene) -> None:
    for name, (token, status, code) in bad_tokens(scene.running).items():
        answer = scene.running.graphql(token, "{ me { personId } }")
        assert (answer.status_code, answer.json()["code"]) == (status, code), name
        trusted = scene.running.graphql(token, None, {"regionId": FYRBODAL}, documentId="participation_matrix")
        assert (trusted.status_code, trusted.json()["code"]) == (status, code), name


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
def test_the_trusted_documents_show_no_more_than_the_schema(scene: Scene, knocker: Knocker) -> None:
    token = knocker.token(scene.running)
    for document in ("participation_matrix", "interest_requests"):
        answer = scene.running.graphql(token, None, {"regionId": FYRBODAL}, documentId=document)
        if not knocker.holds:
            assert answer.status_code == 403
        elif not knocker.in_region:
            assert answer.json() == {"data": {"region": None}}
        else:
            assert answer.json()["data"]["region"]["id"] == FYRBODAL
            assert SECRET not in answer.text
