"""What people say that is no medicine's name: greetings, thanks, questions. Pure."""

import re
from enum import StrEnum

GREETINGS = frozenset({
    "안녕", "안녕하세요", "안녕하십니까", "안녕하세여", "반가워", "반가워요", "반갑습니다", "처음뵙겠습니다",
    "여보세요", "하이", "헬로", "헬로우", "좋은아침", "좋은아침이에요",
    "hello", "hi", "hey", "hithere", "hellothere", "goodmorning", "goodafternoon", "goodevening",
})  # fmt: skip
THANKS = frozenset({
    "고마워", "고마워요", "고맙습니다", "감사", "감사해요", "감사합니다", "땡큐", "수고", "수고하세요", "수고하셨어요",
    "수고하셨습니다", "알겠어", "알겠어요", "알겠습니다", "알았어", "알았어요", "네", "넵", "넹", "예", "응", "그래",
    "그래요", "좋아", "좋아요", "아니", "아니요", "아니오", "오케이", "안녕히계세요", "잘자요", "잘있어요",
    "ok", "okay", "yes", "no", "thanks", "thankyou", "thankyousomuch", "thankyouverymuch", "thx", "bye", "goodbye",
    "goodnight",
})  # fmt: skip
AGREEMENT = frozenset({"동의", "동의해요", "동의합니다", "동의할게요", "동의함", "agree", "iagree"})
ASKING = re.compile(
    r"[?？]\s*$|(나요|까요|가요|돼요|되요|될까|되나|되지|괜찮아|괜찮아요|인가|알려줘|알려주세요|궁금해요)[.!~\s]*$"
    r"|^(can|may|could|should|is|are|do|does|will|what|when|how|why|which)\s+\S+\s+\S+",
    re.IGNORECASE,
)


class SmallTalk(StrEnum):
    """A kind of thing that is said."""

    GREETING = "greeting"
    THANKS = "thanks"
    QUESTION = "question"
    AGREEMENT = "agreement"


def small_talk_of(text: str) -> SmallTalk | None:
    """Return what kind of talk a text is; None where it may be a medicine's name, or what is stamped on a pill."""
    if ASKING.search(text.strip()):
        return SmallTalk.QUESTION
    said = re.sub(r"[\W_]+", "", text).lower()
    if not said or said in GREETINGS:  # without a letter: a smiley, dots
        return SmallTalk.GREETING
    if said in AGREEMENT:
        return SmallTalk.AGREEMENT
    return SmallTalk.THANKS if said in THANKS else None
