# Saved inventories that cannot be read.
saved-empty = the file is empty
saved-too-large = the file has { $bytes } bytes; at most { $limit } are read
saved-too-many-tokens = the file lists { $tokens } tokens; at most { $limit } are read
saved-truncated = the file ends in the middle of the document, at line { $line }, column { $column }
saved-not-json = line { $line }, column { $column } is not JSON: { $fault }
saved-too-deep = line { $line }, column { $column }: too deeply nested for an inventory
saved-not-ours = the file is JSON, but not a document of `tokenctl`
saved-other-schema = the document uses the schema `{ $found }`; this version reads `{ $expected }`
saved-other-kind = the document is a `{ $found }` report; required: `{ $expected }`
saved-duplicate-key = `{ $field }` appears twice, the second time at line { $line }, column { $column }
saved-field = `{ $field }` at line { $line }, column { $column } is not valid: { $fault }
saved-hint-read-again = run the inventory again: `tokenctl inventory --output inventory.json --force`
saved-hint-other-version = run the inventory again with this version, or read the file with the version that wrote it
saved-none-in-folder = the folder `{ $folder }` holds no saved inventory (`*.json`)
saved-cannot-read = the saved inventory `{ $path }` cannot be read
saved-from-the-future = { $count ->
    [one] one token was read at a time in the future: the clock of a computer was wrong; read it again
   *[other] { $count } tokens were read at times in the future: the clock of a computer was wrong; read them again
}
saved-left-out-before = warning: `{ $path }` could not be read when one of these inventories was made, so tokens may be missing
saved-left-out = warning: `{ $path }` was left out: { $fault }
