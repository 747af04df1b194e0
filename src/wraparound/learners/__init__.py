"""Who a learner is, and their circle of support. Name and key only: what they say, need or plan lives above sharing."""
