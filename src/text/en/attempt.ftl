# Attempts on PINs: refusals, results, what is said before the deed.
attempt-locked = the { $role } of { $token } is locked; nothing was sent
attempt-final-try = one more wrong { $role } locks { $token }; nothing was sent
attempt-not-set = no user PIN was ever set on { $token }; nothing was sent
attempt-not-initialized = { $token } is not initialised; nothing was sent
attempt-write-protected = { $token } is write-protected; nothing was sent
attempt-changed = the token in the slot is not { $token } any more; nothing was sent
attempt-cancelled = cancelled before the call; nothing was sent
attempt-failed = { $call } on { $token } failed with { $code }: { $meaning }; state of the { $role } now: { $state }
attempt-unknown = the result on { $token } is unknown, counted as a spent try: { $failure }
attempt-stopped = the driver was lost before anything was sent to { $token }: { $failure }
attempt-not-proved = the new PIN of { $token } was set, but { $code } with it failed
attempt-hint-so-locked = the SO PIN cannot be tried any more; only the CA can initialise the token again
attempt-hint-changed = look at the token again with `tokenctl pin status`, then start anew
attempt-hint-unknown = read the state before you try again: `tokenctl pin status`
attempt-hint-not-proved = read the state with `tokenctl pin status`; do not try the new PIN again without knowing why it was refused
attempt-pin-pad = type the secrets of { $token } on the reader when it asks for them
attempt-warn-count-low = careful: at least one wrong { $role } was entered since the last right one
attempt-warn-final-try = careful: this is the last try of the { $role }
attempt-warn-unknown = careful: this driver never tells how many tries are left
attempt-no-journal = no attempt was ever recorded in { $folders }
attempt-generated = new PIN: { $pin }
attempt-generated-note = write the new PIN down for its holder now; it is shown only this once and stored nowhere
attempt-result = Result
attempt-token = Token
attempt-driver = Driver
attempt-way = Way
attempt-secret = Secret
attempt-held-by = Held by
attempt-calls = Calls
attempt-cost = A wrong one costs
attempt-care = Take care
attempt-barrier = Not now
attempt-past-tries = Recent tries
attempt-before = Before
attempt-after = After
attempt-outcome = Outcome
attempt-proved = Proved by
attempt-journal = Journal
attempt-last-hash = last hash { $hash }
attempt-states = user PIN: { $user }, SO PIN: { $so }
attempt-secret-user-pin = user PIN
attempt-secret-so-pin = SO PIN
attempt-secret-puk = PUK
attempt-secret-none = none
attempt-result-unlocked = unlocked
attempt-result-changed = changed
attempt-result-verified = the PIN is right
attempt-result-refused = refused, nothing was sent
attempt-result-failed = failed
attempt-result-unknown = unknown, counted as a spent try
attempt-result-planned = nothing was done: this is the plan
attempt-proved-login = login with the new PIN
attempt-proved-signature = login with the new PIN and a verified signature
attempt-proved-not-signature = login with the new PIN; the signature did NOT verify
attempt-proved-not = not proved
attempt-meaning = Meaning
attempt-next = What to do
attempt-otherwise = Otherwise
attempt-unlock = Unlock
attempt-so-pin = SO PIN
attempt-journal-empty = no entries
attempt-journal-time = Time
attempt-journal-operator = Operator
attempt-journal-action = Action
attempt-journal-phase = Phase
attempt-journal-code = Code
attempt-journal-states = User PIN before → after
attempt-journal-intact = { $path }: intact, { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
}, last hash { $hash }
attempt-journal-broken = { $path }: NOT intact, { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
}
attempt-journal-finding = line { $line }: { $finding }
attempt-journal-scope = intact means: nobody changed it by accident; its owner can rewrite it as a whole
