"""What Quarto, bookdown and Obsidian add to Markdown: references, computed words, fields."""

import pytest

from producer.documents.formats import parse_document
from tests.kit.cpu_time import assert_linear


def read(text: str) -> list[str]:
    return [block.text for block in parse_document(text.encode(), "markdown").blocks]


FIGURES = """Salt in @fig-salt and @fig-tide, sums in [@tbl-sums].

![Salt](a.png){#fig-salt width=80%}

```{r}
#| label: fig-tide
plot(tide)
```

: The sums {#tbl-sums}

## The **tide** {#sec-tide}

Water.
"""


def test_references_are_read_as_numbers_and_titles() -> None:
    assert read(FIGURES) == [
        "Salt in Figure 1 and Figure 2, sums in Table 1.",
        "The sums",
        "The tide",
        "Water.",
    ]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("See @fig-elsewhere.", "See Figure."),
        ("See [@eq-one; @eq-two].", "See Equation; Equation."),
        ("As @sec-end says.\n\n# The end {#sec-end}", "As Section The end says."),
        ("See @fig:a.\n\n![A](a.png){#fig:a}", "See Figure 1."),
        ("See Figure \\@ref(fig:a).\n\n![A](a.png){#fig:a}", "See Figure 1."),
        ("See Figure \\@ref(fig:b).", "See Figure."),
        ("Chúng tôi thấy ở @fig-a và @tbl-b.", "Chúng tôi thấy ở Hình và Bảng."),
        ("Ask @figaro or me@fig-tree.org, and @def.", "Ask @figaro or me@fig-tree.org, and @def."),
        ("It holds [@lopez2020].", "It holds."),
    ],
)
def test_a_reference_has_the_name_of_its_kind(written: str, read_as: str) -> None:
    assert read(written)[0] == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("We have `r nrow(ferries)` of them.", "We have of them."),
        ("We have `{r} nrow(ferries)` of them.", "We have of them."),
        ("We have `{python} len(ferries)`.", "We have."),
        ("Type `r` or `rm file`, or `r 5`.", "Type r or rm file, or r 5."),
        ('![](a.png){.wide alt="' + "A ferry at the quay (1998). " * 20 + '"} Salt.', "Salt."),
        ('![](a.png){fig-alt="' + "A ferry at the quay (1998). " * 20 + '"} Salt.', "Salt."),
    ],
)
def test_computed_words_and_long_attributes_are_left_out(written: str, read_as: str) -> None:
    assert read(written) == [read_as]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("status:: done\nby:: [[Ana]]\nrating::", ["status: done", "by: Ana", "rating:"]),
        ("- mood:: good\n- salt:: none", ["mood: good", "salt: none"]),
        (
            "It is far (length:: 3 km) and [mood:: good].",
            ["It is far (length: 3 km) and [mood: good]."],
        ),
        ("Call std::vector and a::b.", ["Call std::vector and a::b."]),
        ("The end.\nstd::sort is fast.", ["The end. std::sort is fast."]),
    ],
)
def test_fields_of_notes_have_one_colon_and_a_line_each(written: str, read_as: list[str]) -> None:
    assert read(written) == read_as


@pytest.mark.parametrize(
    "mark",
    ["@fig-", "[@fig-a; ", "\\@ref(", "{.a ", "a:: ", '{a="b', "a::\n", "# a {#sec-", "{#fig-a"],
)
def test_a_heap_of_marks_takes_linear_time(mark: str) -> None:
    assert_linear(lambda size: read("Salt.\n" + mark * (size // len(mark))), 100_000)
