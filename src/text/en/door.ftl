# What keeps a PIN from a token, and what is said of the token after a call.
door-changed = the slot now holds { $found } instead of { $token }; nothing was sent
door-gone = the token { $token } is no longer in its slot; nothing was sent
door-changed-between = the slot held { $token } at the first call and now holds { $found }; the next call was not made
door-gone-between = the token { $token } is no longer in its slot; the next call was not made
door-certificate = the token in the slot identifies itself as { $token }, but does not hold the certificate seen on it before; nothing was sent
door-certificate-between = the token in the slot identifies itself as { $token }, but no longer holds the certificate seen on it before; the next call was not made
door-worse = the state of the { $role } of { $token } got worse since it was shown; it is now: { $state }; nothing was sent
door-unread = { $token } could not be read right before the call: { $failure }; nothing was sent
door-unread-between = { $token } could not be read before the next call, which was not made: { $failure }
door-stopped-between = the driver was lost before the next call on { $token }: { $failure }
door-after-other = the state after the call is unknown: the slot now holds { $found } instead of { $token }
door-after-gone = the state after the call is unknown: { $token } is no longer in its slot
door-after-unread = the state of { $token } after the call could not be read
door-proof-state = its state is still: { $state }; a login with it could lock it, so none was attempted
door-hint-locked = `tokenctl pin unlock --plan{ $which }` shows how it can be unlocked and by whom
door-hint-final-try = ask the holder first; `--allow-last-try` sends the PIN anyway
door-hint-sent-once = the { $role } was sent once and is not sent again; do not try another one unless sure of it
door-hint-new-pin = choose another new PIN, or use `--generate`; `tokenctl pin status{ $which }` shows what the token accepts
door-goes-to = note: the { $role } goes to { $token } through { $driver } ({ $library }, { $manufacturer })
door-waiting = note: another run is using { $token } ({ $who }); waiting for up to { $seconds } seconds
door-in-use = another run is still using this token ({ $who }); nothing was sent
door-holder = process { $process } since { $since }
door-holder-unknown = it is not known which
door-tried-before = the { $role } of { $token } was tried { $tries ->
    [one] once
   *[other] { $tries } times
} without success since the last correct one, and this one was not typed by a person; nothing was sent
door-tried-by-flag = { $token } reports a wrong { $role } since the last correct one, and this one was not typed by a person; nothing was sent
door-last-by-journal = { $tries } wrong or unknown tries of the { $role } of { $token } are recorded since the last correct one, and the token does not show its counter: the next one may lock it; nothing was sent
door-may-be-blocked = { $tries } wrong or unknown tries of the { $role } of { $token } are recorded since the last correct one: it may be locked; { $blocked }; nothing was sent
door-warn-blocked = warning: the { $role } may be locked; { $blocked }
door-blocked-puk = if so, it is locked for good: the user PIN can no longer be unlocked, and the keys are lost once it locks
door-blocked-so-pin = if so, it is locked for good: the user PIN can no longer be unlocked on site
door-blocked-tpm = if so, all tokens of this TPM are locked until its lockout ends or is cleared
door-blocked-user-pin = if so, the token must be unlocked before its keys can be used
door-hint-tried-before = check the source of the secret, or type it at the prompt; `--allow-retry` sends it anyway
door-hint-last-by-journal = ask whoever holds the secret first; `--allow-last-try` sends it anyway
door-hint-tpm = a TPM locks all its tokens together: wait, or clear the lockout with `tpm2_dictionarylockout --clear-lockout`
door-skipped-call-failed = no signature was made, because a call failed
door-not-written = the PIN of { $token } was correct, but { $call } failed ({ $code }): { $meaning }
door-removed = the token was removed; it is not known what was written
door-write-unknown = the PIN of { $token } was correct, but it is not known whether the change was made: { $failure }
door-hint-write-unknown = list what is there first: `tokenctl key list --login{ $which }`
door-id-in-use = an object that { $token } only shows after the login already has this ID; nothing was created
door-no-such-key = { $token } no longer holds a key with this ID; nothing was deleted
door-several-keys = { $token } holds several keys with this ID; none was deleted
