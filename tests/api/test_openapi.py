"""The document of the API is true: what it promises is what is answered, whatever is sent."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from house import API, House, open_house
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from quick_accounts import Unlimited
from wire import LONGEST_S, Wire, on_the_wire

from mediasvc.api.app import create_api
from mediasvc.bootstrap import Service

PROBLEM = "application/problem+json"
ANYBODYS = {
    ("get", "/seminars"),
    ("get", "/seminars/{slug}"),
    ("get", "/seminars/{slug}/manifest"),
    ("get", "/seminars/{slug}/timeline"),
    ("delete", "/session"),
}
# Those of people who are not signed in.
STRANGERS = {("post", "/session"), ("post", "/resets"), ("get", "/links/{token}"), ("post", "/links/{token}")}

# What the API says of itself does not depend on the service's parts.
DOCUMENT = create_api(cast("Service", None)).openapi()
SCHEMA: Any = schemathesis.openapi.from_dict(DOCUMENT)
# What may be said goes beyond what a schema says: a digest is that of the file, and a language is one.
SCHEMA.config.checks.update(excluded_check_names=["positive_data_acceptance"])
OPERATIONS: list[tuple[str, str, dict[str, Any]]] = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]


@pytest.fixture(scope="module")
def lasting_wire(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Wire]:
    """A service that every example meets as the ones before have left it."""
    with open_house(tmp_path_factory.mktemp("house"), template, {}) as house:
        house.published()
        with on_the_wire(house.with_parts(attempts=Unlimited())) as wire:
            yield wire


@SCHEMA.parametrize()  # pyright: ignore[reportUntypedFunctionDecorator] - of another library
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_is_documented(lasting_wire: Wire, case: Any) -> None:
    headers = {"Authorization": f"Bearer {lasting_wire.house.token}"}
    answer = case.call(base_url=f"{lasting_wire.address}{API}", headers=headers, timeout=LONGEST_S)
    case.validate_response(answer)


def test_it_is_documented_of_every_route_of_a_talk_that_this_may_be_gone() -> None:
    of_talks = [each for each in OPERATIONS if each[1].startswith(("/seminars/{slug}", "/builds/"))]
    assert [(method, path) for method, path, operation in of_talks if "410" not in operation["responses"]] == []


def test_the_document_is_there_without_a_token(house: House) -> None:
    answer = house.anybody.get(f"{API}/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == DOCUMENT
    assert answer.json()["servers"] == [{"url": API}]


def test_the_document_is_one_of_its_own_version() -> None:
    # As it is sent: JSON has no statuses that are numbers.
    told = json.loads(json.dumps(DOCUMENT))
    assert told["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(told).iter_errors()] == []


def test_every_route_is_documented() -> None:
    assert sorted((method, path) for method, path, _ in OPERATIONS) == [
        ("delete", "/me/sessions"),
        ("delete", "/seminars/{slug}"),
        ("delete", "/seminars/{slug}/releases/{number}/plan"),
        ("delete", "/seminars/{slug}/sources/{name}"),
        ("delete", "/seminars/{slug}/uploads/{upload_id}"),
        ("delete", "/seminars/{slug}/waiting-order"),
        ("delete", "/series/{slug}"),
        ("delete", "/series/{slug}/members/{person_id}"),
        ("delete", "/session"),
        ("delete", "/tokens/{name}"),
        ("get", "/audit"),
        ("get", "/builds/{build_id}"),
        ("get", "/builds/{build_id}/events"),
        ("get", "/links/{token}"),
        ("get", "/me"),
        ("get", "/people"),
        ("get", "/people/{person_id}"),
        ("get", "/seminars"),
        ("get", "/seminars/{slug}"),
        ("get", "/seminars/{slug}/builds"),
        ("get", "/seminars/{slug}/consents"),
        ("get", "/seminars/{slug}/manifest"),
        ("get", "/seminars/{slug}/readings"),
        ("get", "/seminars/{slug}/readings/{sha256}/slides/{number}"),
        ("get", "/seminars/{slug}/releases"),
        ("get", "/seminars/{slug}/sources"),
        ("get", "/seminars/{slug}/timeline"),
        ("get", "/seminars/{slug}/uploads"),
        ("get", "/seminars/{slug}/waiting-order"),
        ("get", "/series"),
        ("get", "/series/{slug}"),
        ("get", "/tokens"),
        ("patch", "/me"),
        ("patch", "/people/{person_id}"),
        ("patch", "/seminars/{slug}"),
        ("patch", "/series/{slug}"),
        ("patch", "/series/{slug}/members/{person_id}"),
        ("post", "/builds/{build_id}/cancel"),
        ("post", "/builds/{build_id}/retry"),
        ("post", "/links/{token}"),
        ("post", "/people"),
        ("post", "/people/{person_id}/link"),
        ("post", "/resets"),
        ("post", "/seminars"),
        ("post", "/seminars/{slug}/builds"),
        ("post", "/seminars/{slug}/releases/{number}/publish"),
        ("post", "/seminars/{slug}/releases/{number}/send-back"),
        ("post", "/seminars/{slug}/undo-removal"),
        ("post", "/seminars/{slug}/withdraw"),
        ("post", "/series"),
        ("post", "/series/{slug}/members"),
        ("post", "/session"),
        ("post", "/tokens"),
        ("put", "/me/password"),
        ("put", "/seminars/{slug}/consents"),
        ("put", "/seminars/{slug}/releases/{number}/plan"),
        ("put", "/seminars/{slug}/sources/{name}"),
        ("put", "/seminars/{slug}/timeline"),
        ("put", "/seminars/{slug}/waiting-order"),
    ]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda value: value if value is str else None)
def test_every_operation_says_what_it_does_and_how_it_refuses(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    assert operation["description"].endswith(".")
    shown: list[dict[str, list[str]]] = [{"HTTPBearer": []}, {"Session": []}]
    if (method, path) in STRANGERS:
        shown = []
    assert operation["security"] == [*shown, *([{}] if (method, path) in ANYBODYS | STRANGERS else [])]
    answers: dict[str, Any] = operation["responses"]
    assert {"401", "403", "422", "429", "503"} <= answers.keys()
    for status, answer in answers.items():
        assert answer["description"]
        if int(status) >= HTTPStatus.BAD_REQUEST:
            assert list(answer["content"]) == [PROBLEM]
        else:
            assert PROBLEM not in answer.get("content", {})
    if "{" in path:
        assert "404" in answers
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        assert {"400", "413", "507"} <= answers.keys()


def test_uploads_are_documented_as_files() -> None:
    operation = DOCUMENT["paths"]["/seminars/{slug}/sources/{name}"]["put"]
    assert list(operation["requestBody"]["content"]) == ["application/octet-stream"]
    assert [each["name"] for each in operation["parameters"] if each["required"]] == ["slug", "name", "repr-digest"]


def test_events_are_documented_as_such() -> None:
    operation = DOCUMENT["paths"]["/builds/{build_id}/events"]["get"]
    assert list(operation["responses"]["200"]["content"]) == ["text/event-stream"]


def test_what_is_made_on_demand_is_documented_by_name() -> None:
    also = DOCUMENT["components"]["schemas"]["BuildOrder"]["properties"]["also"]
    assert also["anyOf"][0]["items"]["enum"] == ["video-upload", "audio-master"]


def test_no_schema_is_left_over() -> None:
    text = str(DOCUMENT)
    unused = [name for name in DOCUMENT["components"]["schemas"] if f"#/components/schemas/{name}'" not in text]
    assert unused == []
