"""Robot arms that come with the program: what they are (tables), and how one stands in a scene (`attach`)."""
