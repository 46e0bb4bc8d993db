# Why a driver or a slot could not serve, without the driver's path.
driver-not-found = there is no such file
driver-not-a-library = not a shared library of this system
driver-wrong-architecture = a library for another word size or processor; use the vendor's driver for this system, or the tokenctl built for that one
driver-load-failed = the system could not load it, often because a library it needs is missing
driver-dependency-missing = a DLL it needs is missing beside it
driver-not-pkcs11 = a library without PKCS#11
driver-hung = { $call } did not come back within { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
driver-crashed = crashed with { $signal } in { $call }
driver-exited = ended the process by itself in { $call }
driver-call-failed = { $call } failed with { $ckr }
driver-nonsense = the answer to { $call } makes no sense
driver-vanished = the token was gone when { $call } wanted to read it
driver-in-slot = slot { $slot }: { $failure }
driver-loading = the loading of the library
driver-some-call = a call

driver-note-failed = { $call } failed with { $rv }
driver-note-finalize = C_Finalize returned { $rv }
driver-note-finalize-hung = C_Finalize did not come back
driver-note-finalize-ended = the driver ended in C_Finalize: { $end }
driver-note-hung = the driver hung after everything was read
driver-note-ended = the driver ended after everything was read: { $end }
driver-note-not-started = the driver's process could not be started: { $error }
driver-note-exit-status = exit status { $status }
driver-note-unknown-end = unknown end
