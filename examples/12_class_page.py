"""
Shows: making the page for a class, and reading what is in it: variants, steps, log lines, questions.

Scenario: the channel of the built-in Contoso, whole and broken.
"""

import cmgsim
from cmgsim.views.player.packing import unpacked
from cmgsim.views.player.payload import payload

demo = unpacked(payload(cmgsim.contoso(), flows=["channel"]))
broken = demo["variants"]["channel"]["ports-blocked"]
story = demo["stories"][broken["story"]]
step = demo["steps"][story["steps"][broken["stop"]["at"]]]
english, french = demo["texts"][step["say"]]

print(f"{len(demo['variants']['channel'])} variants, {len(demo['questions'])} questions")
print(english)
print(french)
print(demo["texts"][demo["logs"][story["logs"][0][0]]["text"]])

page = cmgsim.demo(flows=["channel"])
print(page[:15])
