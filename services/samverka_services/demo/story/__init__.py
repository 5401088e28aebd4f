"""The story 2020–2022 as data: what happens with each insats, by day (all but the plan itself is exempel)."""
