"""The demonstration's whole story in a database, as `make demo` plays it."""

import psycopg

from samverka_infra.event_log.clock import LogClock
from samverka_services.demo.playing.player import Player
from samverka_services.demo.running import LAST_DAY
from samverka_services.plan_import.reading import read_plan
from tests.support.databases import Database
from tests.support.installation import PLAN
from tests.support.world import empty_world


def tell_story(database: Database) -> None:
    """To its last day, from which the log's clock goes on."""
    with empty_world(database) as world, psycopg.connect(database.admin_url, autocommit=True) as admin:
        player = Player(world.log, world.clock, read_plan(PLAN, "sv"), lambda _step: None, LAST_DAY)
        LogClock(admin).run(player.play())
