# Why a driver or a slot could not serve, without the driver's path.
driver-not-found = the file does not exist
driver-not-a-library = not a shared library of this system
driver-wrong-architecture = wrong architecture (32/64-bit, CPU); install this system's driver
driver-load-failed = the system could not load it, often because a library it needs is missing
driver-dependency-named = it needs `{ $library }`, which the system cannot find; install the package that contains it
driver-dependencies-named = it needs `{ $libraries }`, which the system cannot find; install the packages that contain them
driver-dependency-missing = a DLL it needs is missing from its folder
driver-not-pkcs11 = not a PKCS#11 library
driver-hung = { $call } did not return within { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
driver-crashed = crashed with { $signal } in { $call }
driver-exited = ended its process in { $call }
driver-call-failed = { $call } failed with { $ckr }
driver-call-failed-means = { $meaning } ({ $ckr } from { $call })
driver-nonsense = the answer to { $call } is not valid
driver-vanished = the token was gone when { $call } was to read it
driver-out-of-time = used up the { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
} allowed for all its calls
driver-too-much = returns more, or larger, objects than are read; the rest is missing
driver-writable-by-others = users other than you and the administrator can change this file or a folder above it; the config can allow it (`allow_writable`)
driver-outside-modules = a configuration of p11-kit points to it outside the folder of modules
driver-other-version = the 32-bit program that runs it is of another version than this tokenctl; install both together
driver-in-reader = reader { $reader } (slot { $slot }): { $failure }
driver-in-slot = slot { $slot }: { $failure }
driver-loading = loading the library
driver-some-call = a call

driver-note-not-recognised = not a card of this driver; seen in reader { $reader }
driver-note-unused = not in use: C_Initialize failed with { $rv }, as it does if a service or device is missing; to leave the driver out, add to the config: `[[driver]]`, `path = "{ $path }"`, `disabled = true`
driver-note-failed = { $call } failed with { $rv }
driver-note-finalize = C_Finalize returned { $rv }
driver-note-finalize-hung = C_Finalize did not return
driver-note-finalize-ended = the driver ended in C_Finalize: { $end }
driver-note-hung = the driver hung after everything was read
driver-note-ended = the driver ended after everything was read: { $end }
driver-note-loader = the system says: { $words }
driver-note-not-started = the driver's process could not be started: { $error }
driver-note-exit-status = exit status { $status }
driver-note-unknown-end = unknown end
driver-note-confined = confined: it can write only to its own and temporary folders, and cannot use the network (TCP)
driver-note-confined-files = confined: it can write only to its own and temporary folders; this system cannot keep it from the network
driver-note-confined-failed = it is confined; if it needs to write to a folder of its own, add that folder to the config (`confine_write`)
driver-note-unconfined = NOT confined, although requested: this system has no Landlock
