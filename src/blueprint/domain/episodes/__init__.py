"""A robot does tasks in a scene: the workcell, the expert, what is recorded, and the proof by replay."""
