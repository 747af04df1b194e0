"""Made-up people in real places, to try everything with. Refuses to run where real people may be."""
