"""What somebody wants changed in a document."""

from dataclasses import dataclass
from typing import Annotated

from samverka_domain.kernel.limits import Listed, Name, Text, Value

MOST_REMARKS = 200


@dataclass(frozen=True)
class Remark(Value):
    """What somebody wants changed; `part` names the part that it is about, if it is about one."""

    text: Annotated[str, Text(4000, lines=True)]
    part: Name | None = None


Remarks = Annotated[tuple[Remark, ...], Listed(MOST_REMARKS)]
WrittenRemarks = Annotated[tuple[Remark, ...], Listed(MOST_REMARKS, least=1)]
Handling = Annotated[str, Text(4000, lines=True)]
