# `doctor`: what an installation needs.
doctor-column-area = Area
doctor-column-what = Finding
doctor-in-order = ok
doctor-remedy = to do: { $remedy }
doctor-nothing-to-do = Nothing needs doing
doctor-to-do = { $count ->
    [one] One thing needs doing
   *[other] { $count } things need doing
}

doctor-area-system = System
doctor-area-service = Smart card service
doctor-area-reader = Reader
doctor-area-card = Card
doctor-area-driver = Driver
doctor-area-architecture = Other architecture
doctor-area-p11-kit = p11-kit
doctor-area-config = Config file
doctor-area-journal = Journal
doctor-area-clock = Clock
doctor-area-language = Language
doctor-area-terminal = Terminal
doctor-area-disk = Disk

doctor-system = tokenctl { $version } ({ $bits }-bit) on { $system }
doctor-start-service = start it: `sudo systemctl enable --now pcscd.socket`
doctor-start-service-windows = start “Smart Card” in `services.msc` and set it to start automatically
doctor-install-service = install it (on Debian and Ubuntu: `sudo apt install pcscd`); tokens that are not smart cards work without it
doctor-install-service-windows = it is part of Windows; repair the installation of Windows
doctor-restart-service = restart the smart card service, then run this command again
doctor-readers-unknown = The smart card service does not list its readers
doctor-no-reader = No reader and no USB token is plugged in
doctor-plug-in = plug the token in; if it is, try another USB port, and on a virtual machine pass the USB device through
doctor-reader-empty = { $reader }: no card
doctor-insert-card = insert the card, chip first
doctor-card-read = { $reader }: the card is read by { $path }
doctor-card-unknown = { $reader }: no driver recognises the card
doctor-install-driver = install the driver of the token's vendor, or name it: `tokenctl --module /path/to/driver doctor`
doctor-driver-serves = { $path } ({ $library }): { $count ->
    [0] works, shows no token
    [one] works, shows one token
   *[other] works, shows { $count } tokens
}
doctor-driver-fails = { $path }: { $failure }
doctor-driver-remedy = `tokenctl driver list -v{ $which }` shows what the driver prints; install the vendor's current version
doctor-p11-kit = { $count ->
    [0] Its configuration adds no driver
    [one] Its configuration adds one driver
   *[other] Its configuration adds { $count } drivers
}
doctor-p11-kit-broken = { $file }: the configuration of { $path } cannot be understood
doctor-p11-kit-not-enabled = { $file }: { $path } is not enabled for tokenctl
doctor-p11-kit-remote = { $file }: { $path } runs as a separate program, which tokenctl does not start
doctor-p11-kit-unread = { $file } cannot be read, or is longer than 64 KiB: the driver that it configures is not used
doctor-p11-kit-unread-settings = { $file } cannot be read, or is longer than 64 KiB: the user's configuration of p11-kit is not used
doctor-p11-kit-line = { $file }, line { $line }: not `name: value`; p11-kit itself therefore loads no driver
doctor-p11-kit-user-config = { $file }: unknown value of `user-config`; p11-kit itself therefore loads no driver
doctor-p11-kit-critical = { $file }: { $path } is missing, but marked as critical; p11-kit itself therefore loads no driver
doctor-p11-kit-remedy = correct the file, or remove it
doctor-config = { $path } is in use
doctor-config-absent = No config file { $path }; the defaults apply
doctor-config-init = `tokenctl config init` asks once for the agency and the focal officer, for letters
doctor-journal = { $path }: attempts can be recorded
doctor-journal-open = { $path }: users other than its owner can change files in it
doctor-journal-close = revoke that right: `chmod go-w { $path }`
doctor-journal-nowhere = No folder for the journal can be written, and no PIN is sent without a journal; tried: { $paths }
doctor-journal-intact = { $path }: intact, { $count ->
    [one] one entry
   *[other] { $count } entries
}
doctor-journal-broken = { $path }: it was changed after it was written
doctor-clock = { $time } in the time zone { $zone }
doctor-clock-early = The clock shows { $time }: this version did not exist then, so every verdict on a date would be wrong
doctor-clock-behind = The clock shows { $time }, but the last entry of the journal is later: { $last }
doctor-clock-remedy = set the clock; a computer that forgets the time needs a new battery
doctor-language = Texts are in { $language ->
    [vi] Vietnamese
   *[other] English
}
doctor-language-not-utf8 = The locale does not use UTF-8, so Vietnamese letters may be shown wrongly
doctor-language-remedy = use a UTF-8 locale, e.g. `export LANG=vi_VN.UTF-8`
doctor-terminal = { $count } columns wide; PINs can be typed
doctor-terminal-piped = PINs can be typed; the output goes to a file or another program
doctor-terminal-narrow = Only { $count } columns wide; tables are wrapped
doctor-terminal-widen = make the window at least 80 columns wide
doctor-terminal-absent = No terminal to ask for a PIN on
doctor-terminal-sources = in scripts, use `--pin-file`, `--pin-stdin` or `--pin-env`
doctor-disk = { $path }: { $count } MiB free
doctor-disk-remedy = free space on this disk: letters, lists and the journal are written there
