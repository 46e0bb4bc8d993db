# New certificates onto tokens, old ones away.
import-column-result = Result
import-column-holder = Holder
import-column-serial = Certificate serial
import-column-until = Valid until
import-column-token = Token
import-column-why = Remarks
import-column-fingerprint = SHA-256
import-result-planned = to be written
import-result-written = written and proved
import-result-unproved = written, not all proved
import-result-already-there = already there
import-result-no-key-here = no key here
import-result-refused = refused
import-result-failed = FAILED
import-result-unknown = UNKNOWN
import-result-to-delete = to be deleted
import-result-deleted = deleted
import-result-kept = kept
import-summary-plan = { $certificates ->
        [one] 1 certificate
       *[other] { $certificates } certificates
    }: { $planned } to be written, { $there } already there, { $elsewhere } for other tokens, { $refused } refused; nothing was written
import-summary = { $certificates ->
        [one] 1 certificate
       *[other] { $certificates } certificates
    }: { $proved } written and proved, { $unproved } written but not all proved, { $there } already there, { $elsewhere } for other tokens, { $refused } refused, { $failed } failed
import-warning-not-yet-valid = not yet valid; the one before stays until then
import-warning-older = expired, or not newer than one that is there; accepted with `--accept-older`
import-awaits = its token is { $token }, which is not plugged in
import-old-kept = the one before (until { $day }) stays beside it
import-old-to-write-over = this driver writes over the one before (until { $day }); a copy of it is kept beside the journal first
import-old-written-over = the one before (until { $day }) was written over
import-old-to-go = the one before (until { $day }) is deleted once this one is written and proved
import-old-deleted = the one before (until { $day }) was deleted
import-old-stays = the one before (until { $day }) is still there
import-copy = copy in { $path }
import-reason-key-on-several-tokens = several tokens have its key; choose one with `--token`
import-reason-not-newer = the token has one of the same key that is newer or as new
import-reason-certificate-expired = it has expired
import-reason-ca-certificate = it is the certificate of a CA, not of a holder
import-reason-other-subject = it names another subject than the one before; if that is meant, add `--accept-subject`
import-reason-path-not-valid = its path is not valid
import-reason-certificate-malformed = it is not a certificate by the standard
import-reason-token-write-protected = the token is write-protected
import-reason-driver-overwrites = this driver writes over the certificate that is there without a word, and lets only its management key (SO login) do so; if that is meant, add `--replace`, or use the maker's tool (`ykman piv certificates import`)
import-reason-needs-so-login = this token lets only its security officer (management key) write or delete certificates, and that login is not used here; use the maker's tool
import-reason-not-yet-valid = it is not yet valid, and this driver would write over the one that is in use until then
import-reason-not-proved-before = its private key gave no signature, and this driver would write over the one that is there; nothing was written
import-reason-no-room = the token has no room for it
import-reason-private-key-missing = the token shows no private key for it after the login
import-reason-several-private-keys = several private keys of the token may be its own
import-reason-key-without-id = its private key has no ID under which it could be stored
import-reason-signature-wrong = the private key on the token is another one: its signature does not verify
import-reason-pin-not-listed = the list of PINs has none for this token
import-reason-token-changed = another token is in the reader now, or it could not be looked at
import-reason-journal-not-writable = the journal could not be written, so nothing was tried
import-reason-no-copy = no copy of the one before could be written, so nothing was tried
import-reason-call-failed = the token refused it
import-reason-driver-lost = the driver was lost
import-reason-read-back-differs = a fresh process does not read back what was written
import-reason-not-read-back = the token could not be read afterwards
import-reason-not-proved = no signature proves its private key
import-reason-old-stays = the one before could not be deleted
import-reason-certificate-still-runs = it is in use and has not expired
import-reason-cancelled = cancelled before the call
import-reason-login = the login did not come about ({ $code })
import-stale-driver = note: the driver { $driver } still shows the token without the new certificate (shows { $certificate }); pull the token out and put it in again, or restart the program that uses it
import-stale-windows = note: the certificate store of Windows still offers the one before ({ $certificate }); remove it with `certmgr.msc` under Personal, then start the programs that use it anew
import-passed-over = { $count ->
        [one] 1 file
       *[other] { $count } files
    } of `{ $path }` without a certificate left out
import-broken-part = `{ $path }` has { $count ->
        [one] a part that is
       *[other] { $count } parts that are
    } broken and was read without it
import-driver-lost-after-login = the driver was lost after the login
import-host-lost = the driver was lost before
import-nothing-belongs = none of the { $count ->
        [one] 1 certificate belongs
       *[other] { $count } certificates belongs
    } to a token that is plugged in; nothing was written
import-nothing-belongs-hint = plug the token in, or say whose they are with `--from INVENTORY`
import-all-refused = { $count ->
        [one] the certificate was
       *[other] all { $count } certificates were
    } refused; nothing was written
import-in-part = { $done } of { $all } certificates are on their tokens and proved
import-in-part-hint = what is on a token now: `tokenctl cert list`
import-one-pin = certificates for { $count } tokens, and one source of the PIN; nothing was sent
import-one-so-pin = certificates for { $count } tokens, and one source of the SO PIN; nothing was sent
import-one-so-pin-hint = choose one token with `--token`
import-one-pin-hint = choose one token with `--token`, or name each PIN in a list: `--pins FILE` with lines of serial,PIN
import-too-many-files = `{ $path }` holds too many files
import-nothing-to-delete = { $token } has no certificate to be deleted
import-nothing-to-delete-hint = its certificates: `tokenctl cert list`
import-not-all-deleted = { $done } of { $all } certificates were deleted
import-all-kept = nothing was deleted; each certificate is kept for the reason above
import-lost = { $failure }; what is on the token now is read by a fresh process
import-reason-token-not-all-read = not all of the token could be read, so nothing was written
import-not-all-read = not every token could be read, so it is not known where { $count ->
        [one] the certificate belongs
       *[other] the { $count } certificates belong
    }
import-not-all-read-hint = see what could not be read: `tokenctl driver list`
import-way-over = { $holder }: takes two secrets, the user PIN for one signature of the key, then the SO PIN (the management key in hex) for the write; calls: { $calls }
import-put-back = { $holder }: the certificate before may be gone from the token; its copy is `{ $path }`
import-put-back-command = hint: put it back with `tokenctl cert import { $path } --token { $token } --replace --accept-older`
import-so-not-needed = note: no token that is written to needs the SO PIN; it was not read
