"""Rows about funders: let in to the reports of an insats, for which one of their people reads."""

from dataclasses import dataclass

from samverka_domain.kernel.decision import Body, Decision
from samverka_services.commands.funders import AppointFunderReader, LetFunderIn
from samverka_services.demo import people
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.scene import Scene

MANAGEMENT = "Exempel: fondens chef"


@dataclass(frozen=True)
class FunderLetIn(StoryRow):
    """The fund reads the reports from this day on, and says itself who does."""

    def play(self, scene: Scene) -> None:
        """By the förbundsledning, and by the fund's administrator."""
        decision = scene.decided(Body.FORBUNDSLEDNING)
        about = {"insats_id": scene.insats_id, "organisation_number": people.FUND, "funder": people.FUNDS_NAME}
        funder_id = scene.lead(LetFunderIn(**about, valid_from=self.on, decision=decision)).id
        named = Decision(Body.KOMMUNLEDNING, self.on, f"EXEMPEL EDS {self.on.year}/1", MANAGEMENT)
        reads = {"forbund": scene.forbund.number, "funder_id": funder_id, "person_id": people.READER_OF_FUND}
        command = AppointFunderReader(**reads, valid_from=self.on, decision=named)
        scene.office.do(command, people.FIRST_ADMINISTRATOR, people.FUND)
