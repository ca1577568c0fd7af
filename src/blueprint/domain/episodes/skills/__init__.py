"""One module per way of doing a step: a plan that can be asked for without moving, and the closed-loop execution."""
