# Saved inventories that cannot be read.
saved-empty = The file is empty
saved-too-large = The file has { $bytes } bytes; at most { $limit } are read
saved-too-many-tokens = The file lists { $tokens } tokens; at most { $limit } are read
saved-truncated = The file ends in the middle of the document, at line { $line }, column { $column }
saved-not-json = Line { $line }, column { $column } is not JSON: { $fault }
saved-too-deep = Line { $line }, column { $column }: nested too deep to be an inventory
saved-not-ours = The file is JSON, but not a document of `tokenctl`
saved-other-schema = The document is of schema `{ $found }`; this version reads `{ $expected }`
saved-other-kind = The document is a `{ $found }` report; what is needed here is `{ $expected }`
saved-duplicate-key = `{ $field }` stands twice, the second time at line { $line }, column { $column }
saved-field = `{ $field }` at line { $line }, column { $column } does not fit: { $fault }
saved-hint-read-again = Take the inventory again: `tokenctl inventory --output inventory.json --force`
saved-hint-other-version = Take the inventory again with this version, or read the file with the version that wrote it
saved-none-in-folder = The folder `{ $folder }` holds no saved inventory (`*.json`)
saved-cannot-read = The saved inventory `{ $path }` cannot be read
saved-left-out = warning: `{ $path }` was left out: { $fault }
