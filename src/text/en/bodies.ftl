# `--bodies`: which bodies sent readings.
bodies-cannot-use = the list of bodies `{ $path }` cannot be used
bodies-not-text = it is a workbook or another binary file, and a CSV or text file is needed
bodies-empty = there is no name in it
bodies-hint = save it as CSV (UTF-8): a column titled “Cơ quan” or “Unit”, or one name a line
bodies-summary = Of { $bodies } bodies { $silent } sent nothing, and { $old } old readings only
bodies-said-silent = - { $body }: nothing was read
bodies-said-old = - { $body }: last read on { $day }
bodies-said-current = - { $body }: read on { $day }
bodies-silent = nothing
bodies-old = old readings
bodies-current = read
bodies-sheet = Bodies
bodies-column-body = Body
bodies-column-state = Readings
bodies-column-tokens = Tokens
bodies-column-old-tokens = Not read since
bodies-column-newest = Last read
