"""Words that say whether a full stop ends a sentence; `voicefarm.languages` has abbreviations."""

from voicefarm.languages.record import words

BEFORE_NUMBER = words("No no Nos Art Fig Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Số số")
"""Belong to the number behind them, if there is one."""

HONORIFICS = words("ông bà anh chị cô chú bác cụ thầy em ngài by and")
"""Words in small letters before a person's initial."""

STARTERS = words("""
    Ông Bà Anh Chị Cô Chú Bác Cụ Họ Nó Theo Khi Nhưng Tuy Sau Trước Trong Tại Từ Năm Ngày Đây Đó
    Đến Nếu Vì Do Và Còn Một Các Những Hai Tôi Chúng Người Ngoài Để Với Cả Nay Hiện Cũng
    The A An He She It They We I You This That These Those But And In On At When After If There
    His Her Its Their Our My What Why How Then So
""")
"""Words that begin a sentence far more often than they go on with a name."""
