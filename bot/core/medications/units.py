"""In what a medicine is counted: told by its dosage form and its name. Pure."""

import re

from bot.core.schedules.schedule import Unit

FORMS = (
    (r"인슐린|insulin|펜주|플렉스펜|플렉스터치|솔로스타|퀵펜|flexpen|kwikpen", Unit.UNIT),
    (
        r"흡입|에어로졸|분무|비강|비액|나잘|스프레이|터부헬러|터뷰헬러|inhal|aerosol|spray|nasal|diskus",
        Unit.PUFF,
    ),
    (r"점안|점이|안약|점비|eye drop|ear drop|ophthalmic|drops", Unit.DROP),
    (r"패취|패치|patch|경피흡수", Unit.PATCH),
    (r"산제|과립|세립|건조시럽|스틱|granul|powder|sachet", Unit.SACHET),
    (r"시럽|현탁|액제|내용액|엘릭서|syrup|suspension|oral solution|elixir", Unit.ML),
)
SURELY_TABLETS = re.compile(r"정제|나정|필름코팅정|캡슐|정$|정\(|tablet|capsule", re.IGNORECASE)


def unit_of(name: str, form: str = "") -> Unit:
    """Return in what a medicine is counted, by its dosage form as published, else by its name; tablets where neither tells."""
    for text in (form, name):
        if SURELY_TABLETS.search(text):
            return Unit.TABLET
        for pattern, unit in FORMS:
            if re.search(pattern, text, re.IGNORECASE):
                return unit
    return Unit.TABLET
