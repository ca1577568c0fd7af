from blueprint.contracts.plan import *  # noqa
from blueprint.contracts.plan import UNARY  # noqa
