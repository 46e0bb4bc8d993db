# The archive for whoever is to help.
support-heading = What goes into the archive, and nothing else:
support-column-file = File
support-column-bytes = Bytes
support-file = { $file }:
support-confirm = Write these files into an archive? [y/N]:
support-written = note: `{ $file }` was written
support-not-asked = no terminal to ask on, so the archive was not written
support-hint-yes = look at what was shown, then add `--yes`
support-declined = cancelled; the archive was not written
support-needs-file = the archive cannot go to standard output, where its contents are shown
support-hint-file = name a file with `--output FILE.zip`
