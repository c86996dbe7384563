"""Which tags part a text, which stand in its lines, and of which nothing is read."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
SILENT = frozenset(
    [
        "area",
        "base",
        "basefont",
        "col",
        "colgroup",
        "datalist",
        "head",
        "link",
        "meta",
        "noscript",
        "param",
        "rp",
        "rt",
        "rtc",
        "script",
        "source",
        "style",
        "template",
        "track",
        "wbr",
    ]
)
"""Nothing of them is shown, or it repeats the text; nobody misses it."""
CONTROLS = frozenset(
    ["button", "input", "label", "meter", "output", "progress", "select", "textarea"]
)
MEDIA = frozenset(["audio", "canvas", "embed", "iframe", "map", "object", "svg", "video"])
STRUCK = frozenset(["del", "s", "strike"])
