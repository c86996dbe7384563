"""What the conformance suite has an engine say: plain texts, and odd ones."""

from collections.abc import Mapping

from voicefarm.languages import Language

TEXTS: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "Yes.",
        "The ferry leaves at seven.",
        "In the attic they found three letters, a broken lamp and a map of the coast.",
        "He closed the door quietly, counted to twenty, and then began to laugh, because nobody "
        "in the house had noticed that the dog was sitting at the table.",
    ),
    "vi": (
        "Vâng.",
        "Chuyến phà rời bến lúc bảy giờ.",
        "Trên gác xép, họ tìm thấy ba lá thư cũ, một chiếc đèn vỡ và tấm bản đồ vùng biển.",
        "Anh khép cửa thật khẽ, đếm đến hai mươi, rồi bỗng nhiên bật cười, vì cả nhà không ai để "
        "ý rằng con chó đang ngồi ở bàn ăn.",
    ),
}
"""Of unequal lengths, the longest one last."""

ODD_TEXTS: Mapping[str, str] = {
    "nothing": "",
    "a space": " ",
    "line ends": "\r\n\n\t",
    "one letter": "a",
    "an ellipsis": "…",
    "only punctuation": "?! — «…» ;:,. ()[]{}",
    "quotes that don't close": "\"“«'",
    "a smile": "😀",
    "emoji joined into one": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
    "digits": "1234567890",
    "a number with everything": "-1,234,567.89e+10 % of $5/€6",
    "a very long word": "Donaudampfschifffahrt" * 20,
    "one letter many times": "a" * 400,
    "no letter many times": "-" * 400,
    "a web address": "https://user:pass@example.com:8080/a/b?c=d&e=%20#f",
    "mixed scripts": "Hello, мир, κόσμε, 世界, こんにちは, 안녕, नमस्ते, tạm biệt.",
    "right to left": "\u202eمرحبا\u202c and שלום.",
    "control characters": "a\0b\x07\x08\x1b[31mc\x7f\x85d",
    "marks without a width": "a\u200bb\u200dc\ufeffd\u2060e",
    "piled accents": "Z" + "\u0300\u0301\u0302\u0303\u0308\u0323" * 12 + "algo",
    "letters of another width": "ＡＢＣ ｄｅｆ 𝒢𝓱𝔦 ①②③",
    "half of a pair": "one \ud800 two",
    "beyond all letters": "\U0010ffff\ue000\ufffd",
    "marks of a token": "<|endoftext|> <|speech_1|> </s> [INST] <s>",
    "markup": "<speak>&amp; <break time='1s'/></speak>",
    "mnemonics": "[[h@'loU]] {{x}} \\n %s %d $(x)",
    "half an annotation": "\ufff9word\ufffa",
}
"""By what is odd about them."""
