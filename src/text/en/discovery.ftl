# Finding drivers: files, folders, the smart card service.
discovery-not-found = `{ $path }` does not exist
discovery-directory = `{ $path }` is a folder, not a PKCS#11 library
discovery-special = `{ $path }` is a pipe, socket or device, not a PKCS#11 library
discovery-unreadable = `{ $path }` cannot be read: { $cause }
discovery-empty = `{ $path }` is an empty file
discovery-not-a-library = `{ $path }` is not a shared library
discovery-other-system = `{ $path }` is a library for another operating system: { $format }
discovery-wrong-class = `{ $path }` is a { $bits }-bit library, but this tokenctl is a { $expected }-bit program
discovery-wrong-machine = `{ $path }` is for the processor { $machine }, but this tokenctl is for { $expected }
discovery-no-entry-point = `{ $path }` is not a PKCS#11 library: it exports neither C_GetFunctionList nor C_GetInterface, so it is not loaded; if another library provides them, the config can allow it (`allow_no_entry_point`)
discovery-writable = `{ $path }` is not loaded: users other than you and the administrator can change `{ $place }`; revoke that right (`chmod go-w`), or allow it in the config (`allow_writable`)
discovery-outside = `{ $path }` is not loaded: `{ $file }` points to it outside the folder of modules; if that is intended, give its full path in the config (`[[driver]]`)
discovery-not-shared = `{ $path }` is a program or an object file, not a shared library
discovery-hint-driver-list = `tokenctl driver list` shows the drivers found
discovery-hint-small-host = install the 32-bit host beside tokenctl (`tokenctl32.exe` is part of the installer; on Linux it is the package `tokenctl-host32`), or the vendor's { $expected }-bit driver
discovery-hint-wrong-class = install the vendor's { $expected }-bit driver, or use the { $bits }-bit build of tokenctl
discovery-no-driver = no PKCS#11 driver was found in { $folders }
discovery-no-fitting-driver = { $count ->
    [one] no PKCS#11 driver that this tokenctl can load was found in { $folders }; one is for another architecture (32/64-bit, CPU): { $paths }
   *[other] no PKCS#11 driver that this tokenctl can load was found in { $folders }; { $count } are for another architecture (32/64-bit, CPU): { $paths }
}
discovery-hint-name-a-driver = install the token's driver, or name it: `tokenctl --module /path/to/driver driver list`
discovery-service-running = The smart card service { $service } is running
discovery-service-stopped = The smart card service { $service } is not running
discovery-service-silent = The smart card service { $service } does not answer
discovery-service-missing = The smart card service { $service } is not installed
discovery-tried = { $count ->
    [one] One driver was tried: { $paths }
   *[other] { $count } drivers were tried: { $paths }
}
discovery-passed-over = { $count ->
    [one] One driver for another architecture (32/64-bit, CPU) was skipped: { $paths }
   *[other] { $count } drivers for another architecture (32/64-bit, CPU) were skipped: { $paths }
}
discovery-doctor = hint: `tokenctl doctor` checks everything tokenctl needs and shows what to do
