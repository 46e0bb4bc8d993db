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
door-goes-to = the { $role } goes to { $token } through { $driver } ({ $library }, { $manufacturer })
door-waiting = another run is at work on { $token } ({ $who }); waiting for up to { $seconds } seconds
door-in-use = another run is still at work on this token ({ $who }); nothing was sent
door-tried-before = the { $role } of { $token } was tried { $tries ->
    [one] once
   *[other] { $tries } times
} without success since the last correct one, and it does not come from a person now; nothing was sent
door-tried-by-flag = { $token } tells of a wrong { $role } since the last correct one, and it does not come from a person now; nothing was sent
door-last-by-journal = { $tries } wrong or unknown tries of the { $role } of { $token } are recorded since the last correct one, and the token does not show its counter: the next one may lock it; nothing was sent
door-may-be-blocked = { $tries } wrong or unknown tries of the { $role } of { $token } are recorded since the last correct one: it may be blocked for good; { $blocked }; nothing was sent
door-warn-blocked = careful: the { $role } may be blocked for good; { $blocked }
door-blocked-puk = then the user PIN cannot be unlocked any more, and the keys are lost once it locks
door-blocked-so-pin = then the user PIN cannot be unlocked on site any more
door-blocked-tpm = then all tokens of this TPM are locked until its lockout ends or is cleared
door-blocked-user-pin = then the token has to be unlocked before its keys can be used
door-hint-tried-before = check the source of the secret, or type it at the prompt; `--allow-retry` sends it all the same
door-hint-last-by-journal = ask whoever holds the secret first; `--allow-last-try` sends it all the same
door-hint-tpm = a TPM locks for all its tokens: wait, or clear the lockout with `tpm2_dictionarylockout --clear-lockout`
door-skipped-call-failed = the signature was not made, because a call for it failed
door-not-written = the PIN of { $token } was correct, but { $call } failed with { $code }: { $meaning }
door-write-unknown = the PIN of { $token } was correct, but whether the change was made is not known: { $failure }
door-hint-write-unknown = list what is there before anything else: `tokenctl key list --login --token SELECTOR`
door-id-in-use = an object that { $token } shows after the login only has this ID already; nothing was made
door-no-such-key = { $token } holds no key object of this ID any more; nothing was deleted
door-several-keys = { $token } holds several keys of this ID; none was deleted
