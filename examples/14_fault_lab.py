"""
Shows: a lab as a program sees it: what a learner gets, what an answer is worth and why, and the right one explained.

Scenario: one of the ten labs that come with cmgsim, in which one channel in three is missing.
"""

from cmgsim.labs.lab_file import find_lab
from cmgsim.labs.marking import mark
from cmgsim.labs.materials import materials

lab = find_lab("third-of-three")
print(lab.title.en)
for path, content in materials(lab).items():
    print(f"  {path}: {'mentions' if b'ports-dropped=10126' in content else 'does not mention'} the fault")

for answer in ("ports-dropped=10126", "cname-missing", "ports-blocked=10126"):
    made = mark(lab, [answer])
    print()
    for sentence in made.sentences[:3]:
        print(sentence if len(sentence) <= 110 else f"{sentence[:109]}…")
