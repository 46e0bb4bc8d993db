# The line that is shown while drivers are read.
progress-drivers = { $drivers ->
    [one] loading 1 driver
   *[other] loading { $drivers } drivers
}
progress-slots = { $drivers ->
    [one] reading 1 driver
   *[other] reading { $drivers } drivers
}: { $done } of { $slots ->
    [one] 1 slot
   *[other] { $slots } slots
}
