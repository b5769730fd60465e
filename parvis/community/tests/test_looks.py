"""What a community wears can be read, whatever was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.community.rules.colours import contrast, is_colour, legible, lightness, oklch
from parvis.community.rules.looks import HOUSE, Colours, Font, Light, Part, mended, pairs, sheet, tokens, why_not

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
COLOURS = st.builds(Colours, COLOUR, COLOUR, COLOUR)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#336699", "#336699", 1),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, said: float) -> None:
    assert contrast(one, other) == pytest.approx(said, abs=0.01)


@given(COLOURS, st.sampled_from(Light))
@settings(max_examples=30, deadline=None)
def test_whatever_is_asked_for_what_is_worn_can_be_read_on_all_it_stands_on(asked: Colours, light: Light) -> None:
    worn = mended(asked, light)
    assert why_not(worn, light) == []
    made = tokens(worn, light)
    failing = [
        (fore, ground, made[fore], made[ground])
        for fore, ground, least in pairs()
        if contrast(made[fore], made[ground]) < least
    ]
    assert failing == []
    assert (made["ground"], made["ink"], made["cobalt"]) == (worn.ground, worn.ink, worn.accent)


@given(COLOUR, COLOUR)
@settings(max_examples=30, deadline=None)
def test_a_colour_that_can_be_read_is_left_alone_and_another_moves_no_further_than_needed(
    one: str, ground: str
) -> None:
    darker = lightness(ground) > 0.6
    found = legible(one, [ground], 3.0, darker=darker)
    assert contrast(found, ground) >= 3.0
    assert (found == one) == (contrast(one, ground) >= 3.0)
    assert found == one or contrast(found, ground) < 3.6, "the nearest, not the starkest"


@pytest.mark.parametrize("light", Light)
def test_what_the_house_wears_itself_is_never_refused(light: Light) -> None:
    assert why_not(HOUSE[light], light) == []


def test_grey_on_grey_is_refused_with_what_would_do() -> None:
    refused = {one.part: one for one in why_not(Colours("#888888", "#999999", "#777777"), Light.DAY)}
    assert set(refused) == set(Part)
    assert (refused[Part.INK].has or 21) < 2
    assert all(is_colour(one.nearest) for one in refused.values())


def test_a_sheet_names_colours_and_fonts_that_machines_have() -> None:
    css = sheet(HOUSE, Font.CLASSIC)
    assert "--ground:light-dark(#" in css
    assert "Georgia" in css
    assert "http" not in css
    assert "url(" not in css
    assert sheet(None, Font.HOUSE) == "@layer tokens{:root{}}\n"
    assert oklch(1, 0, 0) == "#ffffff"
