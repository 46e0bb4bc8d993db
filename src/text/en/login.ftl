# One login for reading.
login-locked = the user PIN of { $token } is locked; nothing was sent
login-locked-hint = `tokenctl pin unlock --token SELECTOR --plan` says how it can be unlocked and by whom
login-final-try = one more wrong PIN locks { $token }; nothing was sent
login-final-try-hint = ask the holder first; `--allow-last-try` sends the PIN all the same
login-not-set = no user PIN was ever set on { $token }; nothing was sent
login-token-changed = the token in the slot is not { $token } any more; nothing was sent
login-refused = the login on { $token } failed with { $code }: { $meaning }; state of the user PIN now: { $state }
login-refused-hint = the PIN was sent once and is not sent again; do not try another without being sure
login-unknown = the result of the login on { $token } is not known: { $failure }; count it as a spent try
login-unread = { $token } could not be read; nothing was sent
login-pin-pad = type the PIN of { $token } on the reader
