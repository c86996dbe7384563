"""What pydantic refuses is one sentence with one wording, whichever file or request it was in."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from voicefarm.errors import BadInput
from voicefarm.wording.validation import first_fault, validated


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Wheel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spokes: Annotated[int, Field(ge=3, le=40)] | None = None
    colours: dict[Colour, int] = Field(default_factory=dict)


class Cart(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=8, pattern=r"^[a-z]+$")
    load: float = Field(default=0, ge=0, lt=100)
    gears: Literal[1, 3] = 1
    is_red: bool = False
    wheels: tuple[Wheel, ...] = Field(default=(), max_length=1)
    spare: str | Wheel = ""
    horses: dict[str, Wheel] = Field(default_factory=dict)

    @field_validator("is_red")
    @classmethod
    def _nobody_paints(cls, is_red: bool) -> bool:
        if is_red:
            raise ValueError("give false: nobody paints it")
        return is_red


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "'name': give a value; it is missing"),
        ({"nmae": "a"}, "'nmae': this key is not known; perhaps 'name' is meant"),
        (
            {"name": "a", "x": 1},
            "'x': this key is not known; known are gears, horses, is_red, load, n",
        ),
        ({"name": 5}, "'name': give text, not 5"),
        ({"name": "a" * 99}, "'name': give at most 8 characters"),
        ({"name": "A b"}, "'name': give text of the form ^[a-z]+$, not 'A b'"),
        ({"load": "heavy" * 20}, "'load': give a number, not 'heavyheavyheavyheavyheavyheavyhea"),
        ({"load": -0.5}, "'load': give 0 or more, not -0.5"),
        ({"load": 100}, "'load': give less than 100, not 100"),
        ({"load": None}, "'load': give a number, not none"),
        ({"gears": 2}, "'gears': give 1 or 3, not 2"),
        ({"is_red": []}, "'is_red': give true or false, not a list"),
        ({"is_red": True}, "'is_red': give false: nobody paints it"),
        ({"wheels": 3}, "'wheels': give a list, not 3"),
        ({"wheels": [{}, {}]}, "'wheels': give at most 1 entry"),
        ({"wheels": [7]}, "'wheels.0': give a table of keys, not 7"),
        ({"wheels": [{"spokes": 99}]}, "'wheels.0.spokes': give 40 or less, not 99"),
        ({"wheels": [{"spoeks": 9}]}, "'wheels.0.spoeks': this key is not known; perhaps 'spokes'"),
        ({"horses": {"Dr. No": {"spokes": 2.5}}}, "'horses.Dr. No.spokes': give a whole number, "),
        ({"spare": {"spoeks": 9}}, "'spare.spoeks': this key is not known; perhaps 'spokes' is"),
        ({"spare": 1}, "'spare': give text, not 1"),
        ({"wheels": [{"colours": {"green": 1}}]}, "colours.green': give red or blue, not 'green'"),
    ],
)
def test_each_mistake_has_its_sentence(fields: Mapping[str, Any], fault: str) -> None:
    complete = fields if not fields or "name" in fields or "nmae" in fields else {"name": "a"}
    with pytest.raises(ValidationError) as caught:
        Cart.model_validate({**complete, **fields})
    assert fault in str(first_fault(caught.value, Cart))


def test_a_request_that_does_not_fit_names_its_field() -> None:
    with pytest.raises(BadInput) as caught:
        validated(Cart, {"name": "a", "horses": {"Dr. No": {"spokes": 1}}})
    refusal = caught.value
    assert refusal.path == ("horses", "Dr. No", "spokes")
    assert refusal.sentence == "give 3 or more, not 1."
    assert str(refusal) == "horses.Dr. No.spokes: give 3 or more, not 1."


def test_a_fault_is_seen_from_the_table_around_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Wheel.model_validate({"spoeks": 1})
    fault = first_fault(caught.value, Wheel).inside("settings")
    assert str(fault) == "'settings.spoeks': this key is not known; perhaps 'spokes' is meant"
