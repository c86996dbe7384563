"""English."""

from voicefarm.languages.record import LanguageRecord, words

ENGLISH = LanguageRecord(
    code="en",
    name="English",
    iso639_3="eng",
    espeak_voice="en-us",
    phonemes_per_letter=0.8,
    phonemes_per_spoken_character=1.22,
    most_phonemes_per_character=1.7,
    digit_in_number=10,
    digit_spelled=5,
    thousands_marks=",",
    foreign_letter=12,
    normalizer="voicefarm.normalization.english:read_english",
    leading_abbreviations=words("""
        Mr Mrs Ms Messrs Mme Dr Prof Rev Fr Hon Pres Gov Sen Rep Gen Col Maj Capt Cmdr Lt Sgt Cpl
        Adm St Mt Ft Fig Figs Eq Sec Ch Vol Art Nos pp vs e.g E.g i.e I.e cf Cf viz approx Approx
        ca c Eqs Eqn Eqns Refs Secs Chs Vols Ex Exs Tabs Thm Lat Pub Attn Encl INT EXT
    """),
    trailing_abbreviations=words("""
        etc al Inc Ltd Co Corp Bros Jr Sr Esq dept Dept est Est a.m p.m A.M P.M U.S U.K U.N E.U D.C
        Ph.D M.D B.A M.A B.C A.D Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Ave Blvd Rd ft in
        lb oz min sec hr hrs kg km cm mm Mon Tue Wed Thu Fri Sat Sun No
    """),
    # Without those that are Vietnamese syllables too, such as "to", "an", "in", "do" and "so".
    function_words=words("""
        the of and is was are were that with from for this it at by as which have has had
        not but or his her their they you we he she will would can could about into than
        then there when what who been its our your after before also more these those if
        because just only very where how
    """),
    calibration_sentences=(
        "The ferry leaves at seven, and it has never waited for anybody who overslept.",
        "In the attic they found three letters, a broken lamp and a map of the coast.",
        "Why would a gardener plant twelve apple trees where nothing but moss will grow?",
        "Most of the committee agreed; the treasurer, as usual, wanted to see the figures first.",
        "He closed the door quietly, counted to twenty, and then began to laugh.",
    ),
)
