# Secrets: where they come from and what is wrong with them; confirmations.
secret-role-user-pin = user PIN
secret-role-so-pin = SO PIN
secret-role-puk = PUK
secret-role-new-pin = new PIN

secret-origin-prompt = the text typed
secret-origin-file = the file `{ $path }`
secret-origin-stdin = standard input
secret-origin-environment = the environment variable `{ $name }`

secret-prompt-user-pin = User PIN of token { $token }:
secret-prompt-so-pin = SO PIN (administrator PIN) of token { $token }:
secret-prompt-puk = PUK of token { $token }:
secret-prompt-new-pin = New PIN for token { $token }:
secret-prompt-again = Repeat the new PIN:
secret-typed-differently = The two differ; enter the new PIN twice again
secret-new-again = { $fault }; nothing was sent to the token: enter another one

secret-no-terminal = no { $role } given, and no terminal to ask on
secret-batch = no { $role } given, and `--batch` forbids prompts
secret-stdin-twice = standard input holds one secret, but both the { $role } and the { $other } were to be read from it
secret-stdin-is-terminal = standard input is a terminal, which would show the { $role } while it is typed
secret-not-in-environment = no { $role }: the environment variable `{ $name }` is not set
secret-no-file = the file for the { $role } does not exist: `{ $path }`
secret-directory = the { $role } cannot be read from a directory: `{ $path }`
secret-unreadable = the { $role } cannot be read from { $origin }: { $cause }
secret-empty = no { $role } in { $origin }: it is empty
secret-too-long = { $origin } holds more than { $limit } bytes, so it is not the { $role }
secret-byte-order-mark = the { $role } in { $origin } begins with a byte order mark, which the token would read as part of it
secret-utf16 = the { $role } in { $origin } is UTF-16 text, as some Windows editors save it
secret-nul = the { $role } in { $origin } contains a NUL byte
secret-not-utf8 = the { $role } in { $origin } is not UTF-8 text
secret-second-line = { $origin } has more than one line, so it is not clear which one is the { $role }
secret-blanks = the { $role } in { $origin } begins or ends with a space
secret-control-character = the { $role } in { $origin } contains a control character, such as a tab or an arrow key
secret-mismatch = the { $role } was entered differently three times
secret-cancelled = cancelled while waiting for the { $role }; nothing was sent to the token
secret-terminal = the terminal failed at the prompt for the { $role }: { $cause }

secret-hint-sources = give it with `{ $option }-file FILE`, `{ $option }-stdin` or `{ $option }-env NAME`
secret-hint-one-stdin = give the other one with `{ $option }-file FILE` or `{ $option }-env NAME`
secret-hint-leave-out-stdin = omit `{ $option }-stdin` to be asked without echo
secret-hint-one-line = nothing was sent to the token; save it as one line of UTF-8 text without a byte order mark or surrounding spaces
secret-hint-prompt = nothing was sent to the token; run the command again and type it without spaces around it
secret-hint-variable = nothing was sent to the token; set the variable to the secret alone, without spaces around it

secret-accents = the { $role } in { $origin } contains characters that are not printable ASCII, such as accented letters; other programs may send them as different bytes, and a wrong one uses one try
secret-hint-accents = nothing was sent to the token; if they are intended, add `--allow-accents`
secret-ask-accents = The { $role } contains characters other than A–Z, a–z, 0–9 and signs. A Vietnamese keyboard turns D into Đ and d into đ. Send it anyway? [y/N]
secret-ask-accents-capitals = The { $role } contains characters other than A–Z, a–z, 0–9 and signs, and all its letters are capitals: Caps Lock may be on. A Vietnamese keyboard turns D into Đ and d into đ. Send it anyway? [y/N]
secret-note-digits = note: this token accepts only digits: the new PIN has only digits, although the policy otherwise requires letters
secret-no-so = { $token } has no security officer and thus no SO PIN; nothing was sent
secret-warning-exposed = warning: other users can read or change `{ $path }` (mode { $mode }); `chmod 600` protects it, and `--batch` refuses it
secret-file-exposed = other users can read or change `{ $path }` (mode { $mode }), so the { $role } was not read from it; nothing was sent to the token
secret-hint-exposed = run `chmod 600 { $path }`

secret-random-failed = the operating system returned no random bytes: { $cause }
secret-generate-exhausted = no PIN could be generated that satisfies the policy
secret-warning-no-terminal = warning: standard error is not a terminal: the new PIN goes wherever it leads, for example to a log; `--generate-to FILE` writes it to a file readable by its owner only
secret-kept = note: the new PIN is in `{ $path }`, readable by its owner only; hand it over and delete the file
secret-keep-exists = `{ $path }` already exists, and a new PIN is only written to a new file; nothing was sent to the token
secret-keep-unwritable = the new PIN cannot be written to `{ $path }`: { $cause }; nothing was sent to the token
secret-not-listed = the list `{ $path }` has no { $role } for the token { $serial }; nothing was sent
secret-list-line = line { $line } of the list `{ $path }` is not of the form `serial,PIN`; the list was not used
secret-hint-list = write one line per token: its serial, a comma, its PIN; no quotes, each serial once
