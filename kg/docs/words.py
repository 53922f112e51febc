"""The page's own words in three languages."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    key: {"en": en, "ko": ko, "ja": ja}
    for key, (en, ko, ja) in {
        "title": ("The ontology of the knowledge graph", "지식 그래프의 온톨로지", "ナレッジグラフのオントロジー"),
        "about": (
            "Every class, property, concept and constraint, with examples from the data and the queries that use it.",
            "모든 클래스, 속성, 개념, 제약을 데이터에서 뽑은 예와 그것을 쓰는 질의와 함께 싣습니다.",
            "すべてのクラス、プロパティ、概念、制約を、データからの例と、それを使うクエリとともに示します。",
        ),
        "model": ("How a claim hangs together", "주장의 구조", "主張の構造"),
        "model_about": (
            "A claim says one thing about one entity; evidence says where a document states it; claims that answer one question share a slot.",
            "주장은 한 개체에 대해 한 가지를 말합니다. 근거는 문서의 어디에 그렇게 적혀 있는지를 밝히고, 같은 물음에 답하는 주장들은 슬롯을 함께 씁니다.",
            "主張は一つの実体について一つのことを述べます。根拠は文書のどこにそう書かれているかを示し、同じ問いに答える主張はスロットを共有します。",
        ),
        "classes": ("Classes", "클래스", "クラス"),
        "properties": ("Properties", "속성", "プロパティ"),
        "schemes": ("Concept schemes", "개념 체계", "概念体系"),
        "shapes": ("Constraints", "제약", "制約"),
        "shapes_about": (
            "What a build checks. In the messages, words in braces stand for what was found.",
            "빌드할 때 확인하는 내용입니다. 메시지의 중괄호 안 낱말은 발견된 내용으로 바뀝니다.",
            "ビルド時に確かめる内容です。メッセージの波括弧内の語は、見つかったものに置き換わります。",
        ),
        "queries-list": ("Named queries", "이름 붙은 질의", "名前付きクエリ"),
        "parents": ("kind of", "상위", "上位"),
        "children": ("kinds", "하위", "下位"),
        "key": ("key in sheets", "시트 키", "シートのキー"),
        "kinds": ("concepts from", "개념 출처", "概念の出どころ"),
        "expects": ("not stated if missing", "없으면 ‘언급 없음’", "無ければ「記載なし」"),
        "queries": ("used by queries", "쓰는 질의", "使うクエリ"),
        "rules": ("used by rules", "쓰는 규칙", "使うルール"),
        "matches": ("close to", "대응 용어", "対応する語"),
        "domain": ("of", "정의역", "定義域"),
        "range": ("takes", "치역", "値域"),
        "part": ("part of the claim model", "주장 모형의 부분", "主張モデルの部分"),
        "written": ("written for", "쓰이는 개념", "対象の概念"),
        "shortcut": ("simple property", "단순 속성", "単純なプロパティ"),
        "broader": ("broader", "상위 개념", "上位概念"),
        "number": ("in the data", "데이터 내 수", "データ内の数"),
        "sheet": ("Example in a sheet", "시트의 예", "シートでの例"),
        "turtle": ("Example in Turtle", "Turtle의 예", "Turtleでの例"),
        "concept": ("Concept", "개념", "概念"),
        "meaning": ("Meaning", "뜻", "意味"),
        "shape": ("Constraint", "제약", "制約"),
        "severity": ("Severity", "심각도", "重大度"),
        "says": ("Says", "메시지", "メッセージ"),
        "terms": ("uses", "쓰는 용어", "使う語"),
    }.items()
}
