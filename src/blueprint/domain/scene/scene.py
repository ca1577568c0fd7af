from blueprint.contracts.scene import *  # noqa
