"""Vietnamese."""

import re

from voicefarm.languages.record import LanguageRecord, words

VIETNAMESE = LanguageRecord(
    code="vi",
    name="Vietnamese",
    iso639_3="vie",
    espeak_voice="vi",
    phonemes_per_letter=0.85,
    phonemes_per_spoken_character=1.44,
    most_phonemes_per_character=1.85,
    digit_in_number=8,
    digit_spelled=6,
    thousands_marks=".,",
    foreign_letter=6,
    foreign_accent=1,
    normalizer="voicefarm.normalization.vietnamese:read_vietnamese",
    leading_abbreviations=words("""
        TS Ts PGS GS Gs GS.TS PGS.TS GS.TSKH TSKH ThS Ths Th.S Th.s T.S BS Bs BSCKI BSCKII Bs.CKI
        Bs.CKII DS KS Ks KTS LS LM CN NCS NSND NSƯT NGND NGƯT TP Tp TX Tx TT Q P H X Đ QL TL tr Tr
        vd Vd VD đ/c Đ/c ĐT SĐT Mr Mrs Ms Dr St
    """),
    trailing_abbreviations=words("v.v vv CP TNHH a.m p.m A.M P.M"),
    function_words=words("""
        và của là có không được những các một với này đã để khi thì mà cũng như ở đến từ về
        vào lại nên rất tôi bạn nó chúng họ chị trên dưới bằng bị sẽ đang nếu vì nhưng rồi
        nhé ạ đó đây tại còn đều chỉ cả hơn nhất làm phải vẫn mình nữa thế sau trước giữa
        việc người mỗi mọi điều cái gì đi lên nhiều
    """),
    calibration_sentences=(
        "Chuyến phà đầu tiên rời bến lúc bảy giờ sáng, không chờ ai ngủ quên bao giờ.",
        "Trên gác xép, họ tìm thấy ba lá thư cũ, một chiếc đèn vỡ và tấm bản đồ vùng biển.",
        "Vì sao người làm vườn lại trồng mười hai cây táo ở nơi chỉ có rêu mọc được?",
        "Phần lớn mọi người đồng ý; riêng cô thủ quỹ thì muốn xem các con số trước đã.",
        "Anh khép cửa thật khẽ, đếm đến hai mươi, rồi bỗng nhiên bật cười.",
    ),
    # đ, ơ, ư, ă and the letters with a hook, a dot below or two marks.
    own_letters=re.compile("[ĂăĐđƠơƯư\u1ea0-\u1ef9]"),
    marked_letters=re.compile("[À-ÖØ-öø-ýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]"),
    # One syllable. Romanian has the letter ă too, but its words are longer.
    word=re.compile(
        "[bcdđghklmnpqrstvx]*[aeiouyà-ãè-êìíò-õùúýăĩũơư\u1ea0-\u1ef9]{1,4}[cghmnpt]{0,2}"
    ),
    # A third of the letters carry a mark. An English sentence with a few names stays below this.
    marked_share=0.15,
)
