"""From a ScenePlan to a Scene: where everything stands, lies and hangs."""
