"""Audits of a running installation, as its operator makes them."""

import json
import subprocess

import psycopg

from samverka_infra.database import find_views
from tests.support.command_line import REFUSED, printed, samverka
from tests.support.installation import Installation

RETITLED = (
    "update insats_descriptions set title = %s where position = (select min(position) from insats_descriptions)"
)


def replayed(running: Installation, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return samverka(running, "audit", "replay", *arguments, **settings)


def test_a_row_that_was_changed_beside_the_log_is_named_and_a_rebuild_puts_it_right(running: Installation) -> None:
    assert "Ingen rad avviker" in printed(replayed(running))
    with psycopg.connect(running.database.projector_url) as connection:
        find_views(connection)
        connection.execute(RETITLED, ["Något annat"])
    done = replayed(running, "insatser")
    assert done.returncode == REFUSED, done.stderr
    assert 'title är "Något annat" i vyn' in done.stdout
    found = json.loads(replayed(running, "insatser", "--json").stdout)
    (named,) = found["named"]
    assert (named["table"], named["column"], named["live"]) == ("insats_descriptions", "title", "Något annat")
    assert named["position"] > 0
    assert named["rebuilt"] != named["live"]
    assert "No row differs" in replayed(running, "memberships", SAMVERKA_LANGUAGE="en").stdout
    printed(samverka(running, "projections", "rebuild", "insatser"))
    assert replayed(running).returncode == 0
    assert running.processes["project"].poll() is None


def test_a_view_that_does_not_exist_is_told(running: Installation) -> None:
    done = replayed(running, "nothing")
    assert done.returncode == REFUSED
    assert "nothing" in done.stderr
