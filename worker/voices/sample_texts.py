"""What a voice says to be heard: one sentence a language, about nothing in particular."""

from voicefarm.errors import BadInput
from voicefarm.languages import record_of
from voicefarm.languages.tags import language_name, primary

SAMPLES = {
    "de": "Die Fähre fährt um sieben, und sie hat noch auf niemanden gewartet.",
    "es": "El barco sale a las siete y nunca ha esperado a nadie.",
    "fr": "Le bac part à sept heures et n'a jamais attendu personne.",
    "hi": "नाव सात बजे चलती है, और उसने कभी किसी का इंतज़ार नहीं किया।",
    "it": "Il traghetto parte alle sette e non ha mai aspettato nessuno.",
    "ja": "船は七時に出ます。だれも待ってくれません。",
    "ko": "배는 일곱 시에 떠나고, 아무도 기다려 주지 않습니다.",
    "nl": "De pont vertrekt om zeven uur en heeft nog nooit op iemand gewacht.",
    "pl": "Prom odpływa o siódmej i nigdy na nikogo nie czekał.",
    "pt": "A balsa sai às sete e nunca esperou por ninguém.",
    "ru": "Паром уходит в семь и ещё никого не ждал.",
    "zh": "渡船七点开，从来不等人。",
}
"""Of the languages without sentences for calibration."""


def sample_text(language: str) -> str:
    """The sentence for a language. Raises BadInput if there is none."""
    if sentences := record_of(language).calibration_sentences:
        return sentences[0]
    if primary(language) not in SAMPLES:
        raise BadInput(
            f"there is no sample sentence in {language_name(language)}; give one.", field="text"
        )
    return SAMPLES[primary(language)]
