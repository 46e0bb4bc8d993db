# The archive for whoever is to help.
support-heading = Contents of the archive (nothing else is included):
support-column-file = File
support-column-bytes = Bytes
support-file = { $file }:
support-confirm = Write these files to an archive? [y/N]:
support-written = note: `{ $file }` was written
support-not-asked = no terminal to ask on, so the archive was not written
support-hint-yes = check the files shown, then add `--yes`
support-declined = cancelled; the archive was not written
support-needs-file = the archive cannot be written to standard output, where its contents are shown
support-hint-file = name a file with `--output FILE.zip`
