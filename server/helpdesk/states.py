"""Owns the states of a delivery."""

from typing import Literal, get_args

State = Literal["pending", "delivered", "dead"]
STATES: tuple[State, ...] = get_args(State)
PENDING: State = "pending"
DELIVERED: State = "delivered"
DEAD: State = "dead"
