"""Whether a book is encrypted. Fonts alone may be scrambled: nobody hears them."""

from producer.documents.containers.archives import Archive
from producer.documents.containers.xml import local_name, try_xml
from producer.documents.epub.package import BookPackage
from voicefarm.errors import UnreadableDocument

_FILE = "META-INF/encryption.xml"


def check_protection(archive: Archive, package: BookPackage, name: str) -> None:
    """Raise UnreadableDocument for a book whose pages are encrypted."""
    root = try_xml(archive.read_text(_FILE)) if archive.find(_FILE) else None
    if root is None:
        return
    pages = {part.path for part in package.spine}
    for element in root.iter():
        if local_name(element) == "cipherreference" and _path(element.get("URI")) in pages:
            raise UnreadableDocument(
                f"{name} is encrypted (DRM); give a copy without protection, as its shop or its "
                "author can."
            )


def _path(address: str | None) -> str:
    return (address or "").lstrip("/")
