"""The pages of sharing: who sees what, who looked, what organisations ask for."""
