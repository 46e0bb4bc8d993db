# `--bodies`: which bodies sent readings.
bodies-cannot-use = the list of agencies `{ $path }` cannot be used
bodies-not-text = it is a workbook or another binary file; a CSV or text file is required
bodies-empty = it contains no names
bodies-hint = save it as CSV (UTF-8): a column titled “Cơ quan” or “Unit”, or one name per line
bodies-summary = Of { $bodies } agencies, { $silent } sent nothing, and { $old } sent only old inventories
bodies-said-silent = - { $body }: nothing has been read
bodies-said-old = - { $body }: last read on { $day }
bodies-said-current = - { $body }: read on { $day }
bodies-silent = nothing
bodies-old = old inventories
bodies-current = read
bodies-sheet = Agencies
bodies-column-body = Agency
bodies-column-state = State
bodies-column-tokens = Tokens
bodies-column-old-tokens = Not read since
bodies-column-newest = Last read
