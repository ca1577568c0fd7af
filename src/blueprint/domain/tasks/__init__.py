"""What a robot can be asked to do in a scene, and when it is done."""
