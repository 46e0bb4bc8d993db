# `help` about things that are no command.
cli-heading-topics = Topics:
topic-renewal = Renewal, from the letter to the token:
    {"  "}1. tokenctl plan --roster staff.xlsx                         whose certificates are due
    {"  "}2. tokenctl request renewal --roster staff.xlsx -o mau04.docx   the letter (form 04)
    {"  "}3. tokenctl cert import FOLDER --plan                         which new certificate goes to which token
    {"  "}4. tokenctl cert import FOLDER                                write them, read them back, verify each by a signature
    {"  "}5. tokenctl cert delete --superseded --plan                   which old ones are no longer used
    {"  "}6. tokenctl cert delete --superseded                          delete them; a copy is kept beside the journal
    A YubiKey through ykcs11 needs two secrets in step 4, user PIN and management key: add `--replace`, and `--so-pin-file` or the prompt.
    If the CA requires a request of the key: `tokenctl csr create`; a new key pair: `tokenctl key generate`.
topic-exit-codes = Exit statuses:
    {"  "}0   done
    {"  "}1   failed, or only partly done; the report gives details
    {"  "}2   the command line, the config or an input file is wrong
    {"  "}3   no such driver, token or object
    {"  "}4   several match
    {"  "}5   a PIN is wrong or missing
    {"  "}6   a PIN is locked
    {"  "}7   refused for safety: last try, would overwrite, not confirmed
    {"  "}8   a driver hung or crashed, and nothing could be reported
    {"  "}9   cancelled
    {"  "}10  check: warnings; verify: something is unknown; month: a decision is needed; diff: something changed
    {"  "}11  check: critical; verify: a certificate may not be used
    {"  "}70  a bug in tokenctl
topic-selectors = Name a token by `--token`:
    {"  "}serial:10252317    its serial, in upper or lower case
    {"  "}label:VGCA Token   its label; many tokens have the same one
    {"  "}reader:NAME        its reader
    {"  "}slot:0             its slot
    {"  "}holder:NAME        the holder in its certificate; in lists, part of the name is enough
    {"  "}pkcs11:serial=…    a PKCS#11 URI (RFC 7512)
    {"  "}anything else      a serial or a label, else a holder
    Before a PIN is used, exactly one token must match; a bare word is then a serial or a label only, and a holder's name must be complete.
topic-dates = Dates:
    {"  "}2026-11-05, 05/11/2026               a day; two-digit years are refused
    {"  "}90d, 90                              days from today (`--warn`, `--crit`, `--within`)
    {"  "}2026, Q4/2026, 2026-Q4, 11/2026, 2026-11   a period (`--period`)
    {"  "}2026-11-05T08:00                     a time in the time zone of the config (`--at`)
