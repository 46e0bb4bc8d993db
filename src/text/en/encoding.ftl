# Encodings of files that people hand in.
encoding-not-utf8 = line { $line } is not UTF-8 text
encoding-mixed = the file mixes encodings: it is UTF-8 before line { $line } and something else from there on
encoding-broken-utf16 = line { $line } has half a UTF-16 character
encoding-binary = the file is not text: it contains NUL bytes (UTF-16 without a byte order mark, or a binary file)
encoding-save-as-utf8 = in Excel choose Save As, "CSV UTF-8 (Comma delimited)"; in Notepad choose Save As, Encoding "UTF-8"
