"""Abbreviations: the words whose full stop may not end a sentence, without that full stop."""

from voicefarm.models import Language


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


LEADING: dict[Language, frozenset[str]] = {
    "vi": _words("""
        TS Ts PGS GS Gs GS.TS PGS.TS GS.TSKH TSKH ThS Ths Th.S Th.s T.S BS Bs BSCKI BSCKII Bs.CKI
        Bs.CKII DS KS Ks KTS LS LM CN NCS NSND NSƯT NGND NGƯT TP Tp TX Tx TT Q P H X Đ QL TL tr Tr
        vd Vd VD đ/c Đ/c ĐT SĐT Mr Mrs Ms Dr St
    """),
    "en": _words("""
        Mr Mrs Ms Messrs Mme Dr Prof Rev Fr Hon Pres Gov Sen Rep Gen Col Maj Capt Cmdr Lt Sgt Cpl
        Adm St Mt Ft Fig Figs Eq Sec Ch Vol Art Nos pp vs e.g E.g i.e I.e cf Cf viz approx Approx
        ca c
    """),
}
"""Always followed by the name, number or example that they belong to."""

TRAILING: dict[Language, frozenset[str]] = {
    "vi": _words("v.v vv CP TNHH a.m p.m A.M P.M"),
    "en": _words("""
        etc al Inc Ltd Co Corp Bros Jr Sr Esq dept Dept est Est a.m p.m A.M P.M U.S U.K U.N E.U D.C
        Ph.D M.D B.A M.A B.C A.D Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Ave Blvd Rd ft in
        lb oz min sec hr hrs kg km cm mm Mon Tue Wed Thu Fri Sat Sun No
    """),
}
"""May end a sentence: a small letter behind them says that they didn't."""

BEFORE_NUMBER = _words("No no Nos Art Fig Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Số số")
"""Belong to the number behind them, if there is one."""

HONORIFICS = _words("ông bà anh chị cô chú bác cụ thầy em ngài by and")
"""Words in small letters before a person's initial."""

STARTERS = _words("""
    Ông Bà Anh Chị Cô Chú Bác Cụ Họ Nó Theo Khi Nhưng Tuy Sau Trước Trong Tại Từ Năm Ngày Đây Đó
    Đến Nếu Vì Do Và Còn Một Các Những Hai Tôi Chúng Người Ngoài Để Với Cả Nay Hiện Cũng
    The A An He She It They We I You This That These Those But And In On At When After If There
    His Her Its Their Our My What Why How Then So
""")
"""Words that begin a sentence far more often than they go on with a name."""
