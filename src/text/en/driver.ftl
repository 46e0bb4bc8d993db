# Why a driver or a slot could not serve, without the driver's path.
driver-not-found = there is no such file
driver-not-a-library = not a shared library of this system
driver-wrong-architecture = a library for another word size or processor; use the vendor's driver for this system, or the tokenctl built for that one
driver-load-failed = the system could not load it, often because a library it needs is missing
driver-dependency-named = it needs `{ $library }`, which the system cannot find; install the package that contains it
driver-dependencies-named = it needs `{ $libraries }`, which the system cannot find; install the packages that contain them
driver-dependency-missing = a DLL it needs is missing beside it
driver-not-pkcs11 = a library without PKCS#11
driver-hung = { $call } did not come back within { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
driver-crashed = crashed with { $signal } in { $call }
driver-exited = ended the process by itself in { $call }
driver-call-failed = { $call } failed with { $ckr }
driver-call-failed-means = { $meaning } ({ $ckr } from { $call })
driver-nonsense = the answer to { $call } makes no sense
driver-vanished = the token was gone when { $call } wanted to read it
driver-out-of-time = used up the { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
} that it has for everything together
driver-too-much = hands out more, or larger, objects than are read; the rest is missing
driver-writable-by-others = others than you and the administrator can change this file or a folder above it; the config can allow it (`allow_writable`)
driver-outside-modules = a configuration of p11-kit leads to it by a way out of the folder of modules
driver-other-version = the 32-bit program that is to serve it is of another version than this tokenctl; install both together
driver-in-reader = reader { $reader } (slot { $slot }): { $failure }
driver-in-slot = slot { $slot }: { $failure }
driver-loading = the loading of the library
driver-some-call = a call

driver-note-not-recognised = not a card of this driver; seen in reader { $reader }
driver-note-unused = not in use: C_Initialize failed with { $rv }, as where the service or device that it needs is missing; to leave it out, put these lines into the config: `[[driver]]`, `path = "{ $path }"`, `disabled = true`
driver-note-failed = { $call } failed with { $rv }
driver-note-finalize = C_Finalize returned { $rv }
driver-note-finalize-hung = C_Finalize did not come back
driver-note-finalize-ended = the driver ended in C_Finalize: { $end }
driver-note-hung = the driver hung after everything was read
driver-note-ended = the driver ended after everything was read: { $end }
driver-note-not-started = the driver's process could not be started: { $error }
driver-note-exit-status = exit status { $status }
driver-note-unknown-end = unknown end
driver-note-confined = confined: it writes to its own folders and those for temporary files alone, and reaches no network by TCP
driver-note-confined-files = confined: it writes to its own folders and those for temporary files alone; this system cannot keep it from the network
driver-note-confined-failed = it is confined; where it needs to write to a folder of its own, name that in the config (`confine_write`)
driver-note-unconfined = NOT confined, though that was asked for: this system has no Landlock
