# The command line: summaries, options, usage errors. Found by the names of commands and options.
cli-start =
    tokenctl administers PKCS#11 signing tokens. To begin with:

      tokenctl inventory            every token, key and certificate that is plugged in
      tokenctl check                what has expired, will expire soon, or is locked
      tokenctl token list           the tokens and the state of their PINs
      tokenctl cert list            the certificates, their holders and days left
      tokenctl driver list          which drivers were found, and why one cannot serve

    `tokenctl --help` shows every command; `--lang vi` speaks Vietnamese.
cli-heading-usage = Usage:
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-global = Options of every command
cli-about = Administer PKCS#11 signing tokens: inventory, validity, PIN recovery, requests
cli-about-inventory = Read every token, key and certificate into one document
cli-about-check = Check validity windows and health; status 0, 10 (warnings) or 11 (critical)
cli-about-token = Tokens and the state of their PINs
cli-about-token-list = List tokens with holder, serial, PIN state and counts
cli-about-token-show = Show tokens in full, with their mechanisms
cli-about-cert = Certificates on tokens
cli-about-cert-list = List certificates with holder, validity, days left and pairing
cli-about-cert-show = Show everything about one certificate
cli-about-cert-export = Export one certificate as PEM, or with --der as DER
cli-about-key = Keys on tokens
cli-about-key-list = List keys; private ones show after --login
cli-about-driver = PKCS#11 drivers
cli-about-driver-list = List the drivers that were found, or why one cannot serve
cli-about-completions = Print a completion script for a shell
cli-about-man = Write the man pages into a folder
cli-option-help = Print help
cli-option-version = Print the version
cli-option-module = Use this PKCS#11 driver; may be repeated [else TOKENCTL_MODULE, else every driver that is found]
cli-option-token = Only this token: serial:S, label:L, reader:R, slot:N, pkcs11:URI, or a bare serial or label
cli-option-format = table, json, jsonl, csv or xlsx, as far as the command has it [default: by the extension of --output, else table]
cli-option-output = Write to this file, whole or not at all; - is standard output
cli-option-force = Replace an existing file
cli-option-lang = Language of tables and messages: vi or en
cli-option-at = Judge dates as of this day or time instead of now
cli-option-timeout = Seconds that a driver may take for one reading call [default: 30]
cli-option-pin-timeout = Seconds for a call that uses a PIN; such a call is never interrupted [default: 120]
cli-option-jobs = Slots of a driver that are read at once [default: 32]
cli-option-hosts = Processes per driver, for drivers that serve one slot at a time [default: 1]
cli-option-batch = Never ask anything
cli-option-color = Colour: auto, always or never [default: auto]
cli-option-no-bom = Leave the byte order mark out of CSV
cli-option-quiet = No progress and no remarks
cli-option-verbose = Show what drivers print
cli-option-login = Log in as the user of exactly one token, once, to see private objects
cli-option-pin-file = Read the user PIN from this file
cli-option-pin-stdin = Read the user PIN from standard input
cli-option-pin-env = Read the user PIN from this environment variable
cli-option-allow-last-try = Send the PIN even if a wrong one would lock the token
cli-option-add-to = Merge this reading into a saved inventory (JSON), which is made where it is missing
cli-option-warn = From here on a certificate is expiring: days left (90d) or a date [default: 90d]
cli-option-crit = From here on that is critical: days left (15d) or a date [default: 15d]
cli-option-nagios = One line for monitoring with performance data; status 0, 1, 2 or 3
cli-option-from = Check this saved inventory instead of what is plugged in
cli-option-certificate = The certificate by the beginning of its SHA-256, its serial number, id or label [default: the current one]
cli-option-der = DER instead of PEM
cli-option-shell = bash, zsh, fish, powershell or elvish
cli-option-folder = The folder, which is made where it is missing
cli-error-at = `{ $value }` is no day (2026-11-22, 22/11/2026) and no time (2026-11-22T08:00:00Z)
cli-error-language = `{ $value }` is no language of this tool: vi or en
cli-error-threshold = `{ $value }` is neither a number of days (90d) nor a date (2026-12-31)
cli-error-seconds = `{ $value }` is no number of seconds from 1 to 86400
cli-error-jobs = `{ $value }` is no number from 1 to 256
cli-error-format = this command cannot be shown as { $format }
cli-error-format-conflict = `--format { $option }` and the extension .{ $extension } of the output file contradict each other
cli-error-binary = { $format } is no text and does not go onto a terminal
cli-error-extension = the extension of `{ $path }` tells no format; add `--format`
cli-error-pin-without-login = a source of the PIN was given, but nothing logs in; add `--login`
cli-error-time-zone = the config names the time zone `{ $zone }`, which does not exist
cli-error-configured-threshold = the config sets `check.{ $name }` to `{ $value }`, which is neither days (90d) nor a date
cli-error-suggestion = { $sentence }; did you mean `{ $suggestion }`?
cli-error-value = wrong value for `{ $option }`: { $reason }
cli-error-missing-value = `{ $option }` needs a value
cli-error-bad-value = `{ $value }` is no value for `{ $option }`
cli-error-not-one-of = `{ $value }` is no value for `{ $option }`: it takes { $valid }
cli-error-unknown-option = there is no option `{ $option }` here
cli-error-unknown-command = there is no command `{ $command }`
cli-error-missing-command = a command is missing
cli-error-missing = missing: { $options }
cli-error-conflict = `{ $option }` and `{ $other }` do not go together
cli-error-utf8 = an argument is not valid UTF-8
cli-error-other = the command line cannot be understood
cli-hint-help = `tokenctl --help` shows every command and option
cli-hint-output = add `--output FILE.{ $format }`
