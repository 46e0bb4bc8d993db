# New certificates onto tokens, old ones away.
import-column-result = Result
import-column-holder = Holder
import-column-serial = Certificate serial
import-column-until = Valid until
import-column-token = Token
import-column-why = Remarks
import-column-fingerprint = SHA-256
import-result-planned = to be written
import-result-written = written and verified
import-result-unproved = written, not fully verified
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
    }: { $proved } written and verified, { $unproved } written but not fully verified, { $there } already there, { $elsewhere } for other tokens, { $refused } refused, { $failed } failed
import-warning-not-yet-valid = not yet valid; the previous one stays until then
import-warning-older = expired, or not newer than the one present; accepted with `--accept-older`
import-awaits = belongs on { $token }, which is not plugged in
import-old-kept = the previous one (until { $day }) is kept as well
import-old-to-write-over = this driver overwrites the previous one (until { $day }); a copy of it is first kept beside the journal
import-old-written-over = the previous one (until { $day }) was overwritten
import-old-to-go = the previous one (until { $day }) is deleted once this one is written and verified
import-old-deleted = the previous one (until { $day }) was deleted
import-old-stays = the previous one (until { $day }) is still there
import-copy = copy in { $path }
import-reason-key-on-several-tokens = several tokens have its key; choose one with `--token`
import-reason-not-newer = the token already has one of the same key that is newer or equally new
import-reason-certificate-expired = it has expired
import-reason-ca-certificate = it is the certificate of a CA, not of a holder
import-reason-other-subject = its subject differs from the previous one; if that is intended, add `--accept-subject`
import-reason-path-not-valid = its path is not valid
import-reason-certificate-malformed = it is not a valid certificate
import-reason-token-write-protected = the token is write-protected
import-reason-driver-overwrites = this driver overwrites the present certificate without warning, and only with its management key (SO login); if that is intended, add `--replace`, or use the maker's tool (`ykman piv certificates import`)
import-reason-needs-so-login = this token lets only its security officer (management key) write or delete certificates, which is not supported here; use the maker's tool
import-reason-not-yet-valid = it is not yet valid, and this driver would overwrite the one in use until then
import-reason-not-proved-before = its private key made no signature, and this driver would overwrite the present certificate; nothing was written
import-reason-no-room = the token has no room for it
import-reason-private-key-missing = the token shows no private key for it after the login
import-reason-several-private-keys = several private keys of the token could belong to it
import-reason-key-without-id = its private key has no ID under which it could be stored
import-reason-signature-wrong = the private key on the token is a different one: its signature is not valid
import-reason-pin-not-listed = the list of PINs has no entry for this token
import-reason-serial-shared = several tokens have this serial, by which the list of PINs names them; write to one at a time with `--token` and `--pin-file`
import-reason-token-changed = another token is in the reader now, or it could not be read
import-reason-journal-not-writable = the journal could not be written, so nothing was attempted
import-reason-no-copy = no copy of the previous one could be written, so nothing was attempted
import-reason-call-failed = the token refused it
import-reason-driver-lost = the driver was lost
import-reason-read-back-differs = reading it back in a new process did not return what was written
import-reason-not-read-back = the token could not be read afterwards
import-reason-not-proved = no signature verifies its private key
import-reason-old-stays = the previous one could not be deleted
import-reason-certificate-still-runs = it is in use and has not expired
import-reason-cancelled = cancelled before the call
import-reason-login = the login failed ({ $code })
import-stale-driver = note: the driver { $driver } still shows the token without the new certificate (shows { $certificate }); unplug the token and plug it in again, or restart the program that uses it
import-stale-windows = note: the certificate store of Windows still offers the previous one ({ $certificate }); remove it with `certmgr.msc` under Personal, then restart the programs that use it
import-passed-over = { $count ->
        [one] 1 file
       *[other] { $count } files
    } of `{ $path }` without a certificate skipped
import-broken-part = `{ $path }` has { $count ->
        [one] a damaged part
       *[other] { $count } damaged parts
    }; the rest was read
import-driver-lost-after-login = the driver was lost after the login
import-host-lost = the driver was lost earlier
import-nothing-belongs = { $count ->
        [one] the certificate does not belong
       *[other] none of the { $count } certificates belongs
    } to a token that is plugged in; nothing was written
import-nothing-belongs-hint = plug the token in, or find the holders with `--from INVENTORY`
import-all-refused = { $count ->
        [one] the certificate was
       *[other] all { $count } certificates were
    } refused; nothing was written
import-in-part = on their tokens and verified: { $done } of { $all } certificates
import-in-part-hint = `tokenctl cert list{ $which }` shows what is on the tokens now
import-one-pin = certificates for { $count } tokens, but only one source of the PIN; nothing was sent
import-one-so-pin = certificates for { $count } tokens, but only one source of the SO PIN; nothing was sent
import-one-so-pin-hint = choose one token with `--token`
import-one-pin-hint = choose one token with `--token`, or name each PIN in a list: `--pins FILE` with lines of `serial,PIN`
import-too-many-files = `{ $path }` contains too many files
import-nothing-to-delete = { $token } has no certificate to delete
import-nothing-to-delete-hint = `tokenctl cert list{ $which }` shows its certificates
import-not-all-deleted = deleted: { $done } of { $all } certificates
import-all-kept = nothing was deleted; each certificate is kept for the reason above
import-lost = { $failure }; a new process reads what is on the token now
import-reason-token-not-all-read = the token could not be read completely, so nothing was written
import-not-all-read = not every token could be read, so it is not known where { $count ->
        [one] the certificate belongs
       *[other] the { $count } certificates belong
    }; nothing was written
import-not-all-read-hint = `tokenctl driver list{ $which }` shows what could not be read
import-way-over = { $holder }: two secrets are needed: the user PIN for one signature of the key, then the SO PIN (the management key in hex) for the write; calls: { $calls }
import-put-back = { $holder }: the previous certificate may be gone from the token; its copy is `{ $path }`
import-put-back-command = hint: restore it with `tokenctl cert import { $path } --token { $token }{ $which } --replace --accept-older`
import-so-not-needed = note: no token to be written needs the SO PIN; it was not read
