"""The words that mail programs write around older messages, in five languages."""

import re

_VERB = r"(?:wrote|writes|schrieb(?:en)?|a écrit|écrit|escribió|đã viết|viết)"
_BEGINS = r"(?:On|Am|Le|El|Vào|Lúc|Ngày)\s"
_BEFORE_VERB = r"(?:\S{1,200} ){0,8}?"
DATED_ATTRIBUTION = re.compile(
    rf"{_BEGINS}(?=.{{0,300}}[\d@]).{{1,300}}?\b{_VERB}\b.{{0,150}}:", re.IGNORECASE
)
"""Says who wrote what is below, and when: "On Monday, 3 Nov 2025, Ana Le wrote:"."""
ATTRIBUTION = re.compile(rf"{_BEFORE_VERB}{_VERB}\b.{{0,150}}:", re.IGNORECASE)
"""The same, without a word that it begins with: "Ana Le wrote:"."""
LONGEST_ATTRIBUTION = 4
"""Lines over which a program may wrap one."""

FIELD = re.compile(
    r"\W{0,2}(?:(?P<sender>From|Von|De|Từ|Người gửi)"
    r"|(?P<date>Sent|Date|Gesendet(?: am)?|Datum|Envoyé(?: le)?|Enviado(?: el)?|Fecha"
    r"|Đã gửi(?: lúc)?|Ngày(?: gửi)?|Gửi(?: lúc)?|Thời gian)"
    r"|(?P<subject>Subject|Betreff|Objet|Sujet|Asunto|Chủ đề|Tiêu đề)"
    r"|To|Cc|Bcc|An|À|Para|CC|Kopie|Đến|Tới|Người nhận|Reply-To|Importance|Message(?:-ID)?)"
    r"\*{0,2}\s?:\*{0,2}(?:\s|\Z)",
    re.IGNORECASE,
)
"""A field of a message's head, as programs write it into a text."""

FORWARD = re.compile(
    r"[-_*\s]*(?:(?:begin )?forwarded message|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)|message transféré"
    r"|début du message (?:transféré|réexpédié)|mensaje reenviado"
    r"|inicio del mensaje reenviado|(?:thư|tin nhắn) (?:đã |được )?chuyển tiếp"
    r"|bắt đầu (?:thư|tin nhắn) (?:đã |được )?chuyển tiếp)\s?:?[-_*\s]*",
    re.IGNORECASE,
)
"""A line above a message that is passed on."""
ORIGINAL = re.compile(
    r"[-_*\s]*(?:original message|urs?prüngliche nachricht|message d['’]origine|message original"
    r"|mensaje original|(?:thư|tin nhắn) gốc)[-_*\s]*|_{20,}",
    re.IGNORECASE,
)
"""A line above the head of an older message."""

_LIST_NAME = r"\s*(?:\[[^\[\]]{0,60}\]\s*)?"
ANSWER_SUBJECT = re.compile(
    rf"{_LIST_NAME}(?:re|aw|antw|antwort|rép|resp?|tl|trả lời)(?:\s?[\[^]\d{{1,3}}\]?)?\s?:",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(
    rf"{_LIST_NAME}(?:fwd?|fw|wg|tr|rv|reenv|chuyển tiếp)(?:\s?[\[^]\d{{1,3}}\]?)?\s?:",
    re.IGNORECASE,
)
