# What keeps a PIN from a token, and what is said of the token after a call.
door-changed = the slot now holds { $found } instead of { $token }; nothing was sent
door-gone = no token is in the slot of { $token } any more; nothing was sent
door-changed-between = the slot held { $token } at the first call and now holds { $found }; the next call was not made
door-gone-between = no token is in the slot of { $token } any more; the next call was not made
door-certificate = the token in the slot calls itself { $token }, but does not hold the certificate that was seen on it; nothing was sent
door-certificate-between = the token in the slot calls itself { $token }, but no longer holds the certificate that was seen on it; the next call was not made
door-worse = the state of the { $role } of { $token } got worse since it was shown, and is now: { $state }; nothing was sent
door-unread = { $token } could not be read right before the call: { $failure }; nothing was sent
door-unread-between = { $token } could not be read before the next call, which was not made: { $failure }
door-stopped-between = the driver was lost before the next call on { $token }: { $failure }
door-after-other = the state after the call is not known: the slot now holds { $found } instead of { $token }
door-after-gone = the state after the call is not known: no token is in the slot of { $token } any more
door-after-unread = the state of { $token } after the call could not be read
door-proof-state = its state is still: { $state }; a login with it could lock it, so none was tried
door-hint-locked = `tokenctl pin unlock --token SELECTOR --plan` says how it can be unlocked and by whom
door-hint-final-try = ask the holder first; `--allow-last-try` sends the PIN all the same
door-hint-sent-once = the PIN was sent once and is not sent again; do not try another without being sure
