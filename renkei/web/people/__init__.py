"""本人の情報: the face sheet by class, its edition, its versions, break-glass and the naming of persons."""
