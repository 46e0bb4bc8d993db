# Finding drivers: files, folders, the smart card service.
discovery-not-found = there is no file `{ $path }`
discovery-directory = `{ $path }` is a folder, not a PKCS#11 library
discovery-special = `{ $path }` is a pipe, socket or device, not a PKCS#11 library
discovery-unreadable = `{ $path }` cannot be read: { $cause }
discovery-empty = `{ $path }` is an empty file
discovery-not-a-library = `{ $path }` is not a shared library
discovery-other-system = `{ $path }` is a library of another operating system: { $format }
discovery-wrong-class = `{ $path }` is a { $bits }-bit library, and this tokenctl is a { $expected }-bit program
discovery-wrong-machine = `{ $path }` is made for the processor { $machine }, and this tokenctl for { $expected }
discovery-no-entry-point = `{ $path }` is a library without PKCS#11: its table names neither C_GetFunctionList nor C_GetInterface, so it is not loaded; where its maker hides them in another library, the config can allow it (`allow_no_entry_point`)
discovery-writable = `{ $path }` is not loaded: others than you and the administrator can change `{ $place }`; take that right from them (`chmod go-w`), or allow it in the config (`allow_writable`)
discovery-outside = `{ $path }` is not loaded: `{ $file }` leads to it by a way out of the folder of modules; if it is meant, name it by its full path in the config (`[[driver]]`)
discovery-not-shared = `{ $path }` is a program or an object file, not a shared library
discovery-hint-driver-list = `tokenctl driver list` shows the drivers that can be found
discovery-hint-small-host = install the 32-bit host beside tokenctl (`tokenctl32.exe` comes with the installer; under Linux it is the package `tokenctl-host32`), or the vendor's { $expected }-bit driver
discovery-hint-wrong-class = install the vendor's { $expected }-bit driver, or use the { $bits }-bit build of tokenctl
discovery-no-driver = no PKCS#11 driver was found in { $folders }
discovery-no-fitting-driver = { $count ->
    [one] no PKCS#11 driver that this tokenctl can load was found in { $folders }; one is made for another word size or processor: { $paths }
   *[other] no PKCS#11 driver that this tokenctl can load was found in { $folders }; { $count } are made for another word size or processor: { $paths }
}
discovery-hint-name-a-driver = install the token's driver, or name it: `tokenctl --module /path/to/driver driver list`
discovery-service-running = The smart card service { $service } is running
discovery-service-stopped = The smart card service { $service } is not running
discovery-service-missing = The smart card service { $service } is not installed
discovery-tried = { $count ->
    [one] One driver was asked: { $paths }
   *[other] { $count } drivers were asked: { $paths }
}
discovery-passed-over = { $count ->
    [one] One driver for another word size or processor was passed over: { $paths }
   *[other] { $count } drivers for another word size or processor were passed over: { $paths }
}
discovery-doctor = hint: `tokenctl doctor` checks everything an installation needs and says what to do
