"""Long proofs, run by `make prove-NAME`; each leaves its figures in build/proof/NAME.json."""
