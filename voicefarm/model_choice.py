"""Which models may speak when none is named."""

from collections.abc import Sequence

from voicefarm.errors import UnknownName
from voicefarm.models import Catalogue
from voicefarm.settings import Settings


def candidates(
    settings: Settings, named: str | None = None, catalogue: Catalogue | None = None
) -> Sequence[str]:
    """The models that may speak, the one to try first at the front; `named` is the request's.

    On a farm, what is installed here says nothing about the workers. So there, and if a model is
    named, that model is the only one. Raises UnknownName, BadSetting.
    """
    catalogue = catalogue or settings.catalogue()
    if named is not None:
        if named not in catalogue:
            raise UnknownName.of("Model", named, catalogue, field="model")
        return (named,)
    if settings.model_is_named or settings.redis_url:
        return (settings.model,)
    installed = [name for name in settings.preferred if catalogue[name].installed]
    # If none is, the last one's worker says what to install.
    return installed or settings.preferred[-1:]
