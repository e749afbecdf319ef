"""What every model of an office file shares: Chinese keys on paper, English names in code."""

from pydantic import BaseModel, ConfigDict


class Paper(BaseModel):
    """A part of an office file; unknown keys are errors, never guesses."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)
