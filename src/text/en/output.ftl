# Files and standard output.
output-exists = `{ $path }` already exists and was left as it is
output-exists-hint = add `--force` to replace it, or name another file
output-holds-inventory = `{ $path }` is a saved inventory and was left as it is
output-holds-inventory-hint = add the result to it with `tokenctl inventory --add-to { $path }`, or name another file
output-special = `{ $path }` is a device or FIFO that belongs to another user; nothing was written to it
output-special-hint = name a file in a folder of your own, or `-` for standard output
output-link-foreign = `{ $path }` leads through a symbolic link of another user; nothing was written
output-link-foreign-hint = name the file itself, in a folder of your own
output-busy = another run has kept `{ $path }` locked for more than { $seconds } seconds; the result was not added
output-busy-hint = run the command again once the other run has ended
output-interrupted = cancelled: `{ $path }` was not written
output-tokens-gone = warning: `{ $path }` was replaced, and { $count ->
        [one] one token of the previous inventory is not in the new one
       *[other] { $count } tokens of the previous inventory are not in the new one
    }: { $tokens }
output-is-folder = `{ $path }` is a folder, not a file
output-folder-missing = the folder `{ $folder }` for `{ $path }` does not exist
output-folder-missing-hint = create the folder first, or name another one with `--output`
output-not-writable = `{ $path }` cannot be written: you have no write access to the folder or the file
output-disk-full = `{ $path }` was not written: the disk is full
output-failed = `{ $path }` was not written: { $fault }
output-stdout-closed = the reader of standard output has closed it
output-stdout-missing = standard output is closed: nothing of the report was written
output-stdout-full = standard output could not be written: the disk is full
output-stdout-failed = standard output could not be written: { $fault }
