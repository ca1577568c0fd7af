"""What several skills do with the hand: let go, and draw back."""

from __future__ import annotations

from blueprint.domain.episodes.operator import Actions, Operator
from blueprint.domain.episodes.poses import moved

GRIP_FRAMES = 40


def back_off(operator: Operator) -> Actions:
    """Out the way the hand points, as far as the arm can."""
    now = operator.base @ operator.arm.forward(operator.q)
    operator.clearance.see(operator.simulation)
    for distance in (0.10, 0.06, 0.03):
        away = moved(now, -distance * now[:3, 2])
        if operator.straight(operator.q, away, operator.opening, 3, clear=False) is not None:
            yield from operator.line(away, 0.3, settle=2)
            return


def let_go(operator: Operator) -> Actions:
    """Open, draw back, and let everything come to rest."""
    operator.phase = "recover"
    yield from operator.grip(1.0, GRIP_FRAMES)
    yield from back_off(operator)
    yield from operator.wait(8)
