"""The small words that every text of a language is full of, which set it apart from others.

Those of languages without a file of their own in `voicefarm.languages`.
"""

from collections.abc import Mapping

from voicefarm.languages.record import words

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "de": words("""
        der die das und ist nicht ein eine einen einem einer mit auf für von dem den des sich auch
        wird sind war wurde nach über aus bei oder aber wenn wie noch nur ich wir sie haben hatte
        zum zur dass daß diese dieser kein
    """),
    "fr": words("""
        le la les des une du est et dans pour pas que qui sur avec sont au aux ce cette ces il elle
        nous vous ils plus par mais comme été être fait leur leurs ses son où très était c'est
    """),
    "es": words("""
        el los las una del que es y en por con para como pero más su sus al fue está este esta muy
        también ha son sin sobre entre cuando hasta desde había porque todo era
    """),
    "it": words("""
        il gli della delle di che è non per con una del dei nel nella sono come più anche si alla
        dal ma questo questa ha essere stato loro suo era molto degli perché
    """),
    "pt": words("""
        os uma dos das que é em não com para por mais como mas foi ao ele ela são também pelo pela
        seu sua está muito já nos na às até quando isso você
    """),
    "nl": words("""
        de het een en van is niet dat op met voor zijn aan ook als bij naar door maar nog werd er
        uit heeft hij zij deze dit wordt geen over hun ik je
    """),
    "pl": words("""
        się nie na jest że do to jak ale przez od po który która oraz był była było są dla tak już
        tylko tego jego czy może
    """),
    "sv": words("""
        och att det som är en på för inte av med har den till om ett var jag men från vid eller
        när också efter hade blev
    """),
    "tr": words("""
        ve bir bu için ile çok daha olarak gibi olan kadar ama en değil var ne sonra da de ki her
        oldu
    """),
    "id": words("""
        yang dan di dari untuk dengan ini itu pada tidak dalam akan adalah ke oleh juga sebagai
        karena ada telah lebih saya mereka atau
    """),
    "cs": words("""
        je se na že to jako ale který která pro byl byla bylo jsou jsem nebo také aby jeho není
        podle při už
    """),
    "ro": words("""
        și este în care nu cu pe din pentru sunt mai de la că fost lui prin dar sau această acest
        după când
    """),
    "hu": words("""
        és egy nem hogy az volt meg csak mint már még ez is de vagy ha azt lehet minden után között
    """),
}
"""Of languages in Latin letters, by their tag."""
