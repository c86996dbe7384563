"""The speaker of one chunk: what the examiner asks for another attempt or for the voice's profile.

Attempts may be heard by the chunk's listeners. The fixed sentences of a calibration are not part of
the job, so nobody hears them.
"""

from dataclasses import dataclass

from voicefarm.messages import Recipe
from worker.engines import Engine, Speech, Utterance
from worker.quality.calibration import Calibration
from worker.quality.checks.voice_profile import VoiceProfile
from worker.slots.watch import Watch
from worker.synthesis.preview import Preview


@dataclass(frozen=True, slots=True)
class ChunkSpeaker:
    """A `worker.quality.examiner.Speaker` for one chunk. Used by the chunk's slot alone."""

    engine: Engine
    preview: Preview
    calibration: Calibration
    recipe: Recipe
    utterance: Utterance
    """The chunk's own: its voice, language and speed are those of the profile."""
    watch: Watch

    def speak(self, utterance: Utterance) -> Speech:
        """Have the engine speak, aloud if somebody listens. Raises what the engine raises."""
        return self.preview.speak(self.engine, utterance, self.watch)

    def profile(self) -> VoiceProfile:
        """How the chunk's voice usually speaks. Raises what `Calibration.profile` raises."""
        return self.calibration.profile(self.recipe, self.utterance, self.speak_unheard, self.watch)

    def speak_unheard(self, utterance: Utterance) -> Speech:
        """Have the engine speak for nobody to hear. Raises what the engine raises."""
        return self.engine.synthesize(utterance, self.watch)
