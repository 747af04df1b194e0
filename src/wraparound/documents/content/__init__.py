"""What stands in each kind of document, as a tree of plain parts: PDF, Word and print write the same one.

`tree` is the format. `plan`, `review`, `transition` and `money` make a tree from what is open to a viewer.
"""
