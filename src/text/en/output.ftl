# Files and standard output.
output-exists = `{ $path }` exists already and was left as it is
output-exists-hint = add `--force` to replace it, or name another file
output-is-folder = `{ $path }` is a folder, not a file
output-folder-missing = the folder `{ $folder }` for `{ $path }` does not exist
output-folder-missing-hint = make the folder first, or name another one with `--output`
output-not-writable = `{ $path }` cannot be written: the folder or the file is read-only for you
output-disk-full = `{ $path }` was not written: the disk is full
output-failed = `{ $path }` was not written: { $fault }
output-stdout-closed = the reader of standard output has gone
output-stdout-full = standard output took no more: the disk is full
output-stdout-failed = standard output could not be written: { $fault }
