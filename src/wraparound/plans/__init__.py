"""The one plan of a learner: composed by everybody around them, agreed line by line, nothing lost."""
