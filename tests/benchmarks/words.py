"""Made-up proper names, the same in English, Korean and Japanese: each number has one, no two share one."""

from __future__ import annotations

_SYLLABLES = (
    ("ka", "카", "カ"), ("na", "나", "ナ"), ("mi", "미", "ミ"), ("so", "소", "ソ"), ("ri", "리", "リ"), ("tu", "투", "トゥ"),
    ("ba", "바", "バ"), ("do", "도", "ド"), ("ha", "하", "ハ"), ("pe", "페", "ペ"), ("ju", "주", "ジュ"), ("ga", "가", "ガ"),
    ("mo", "모", "モ"), ("le", "레", "レ"), ("shi", "시", "シ"), ("ra", "라", "ラ"), ("yu", "유", "ユ"), ("cha", "차", "チャ"),
    ("bo", "보", "ボ"),
)  # fmt: skip
LANGUAGES = ("en", "ko", "ja")
# What follows the made-up word, by kind of thing.
_KINDS = {
    "city": ("", "", ""),
    "zone": (" Complex", "단지", "団地"),
    "city-government": (" City", "시", "市"),
    "company": (" Systems", "시스템", "システム"),
    "institute": (" Institute", "연구원", "研究院"),
    "university": (" University", "대학교", "大学"),
    "person": (" Lee", " 이", "・リー"),
    "group": (" firms", " 기업들", "の企業"),
    "facility": (" AI Data Center", " AI 데이터센터", "AIデータセンター"),
    "project": (" Project", " 사업", "事業"),
    "phase": (" Project, first phase", " 사업 1단계", "事業第1期"),
    "agreement": (" Agreement", " 협약", "協約"),
    "study": (" Study", " 공동연구", "共同研究"),
    "programme": (" Programme", " 프로그램", "プログラム"),
    "publisher": (" Daily", "일보", "日報"),
    "document": (" article", " 기사", "の記事"),
}


def name(kind: str, number: int) -> dict[str, str]:
    """The name of the thing ``number`` of ``kind`` by language.

    >>> name("company", 0)["en"] != name("company", 1)["en"]
    True
    """
    # A step that is prime to the number of words keeps neighbours apart; the kinds start at different words.
    rest = number * 7919 + 6859 * (1 + list(_KINDS).index(kind))
    base = len(_SYLLABLES)
    length = 3 if number < base**2 else 5
    number = rest % base**length
    parts = []
    for _ in range(length):
        number, index = divmod(number, base)
        parts.append(_SYLLABLES[index])
    words = ["".join(part[i] for part in parts) for i in range(3)]
    words[0] = words[0].capitalize()
    return {language: word + end for language, word, end in zip(LANGUAGES, words, _KINDS[kind], strict=True)}
