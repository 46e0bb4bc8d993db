# The nightly audit on Windows: reads every token, keeps the inventory, and mails only what changed. Set up as described
# in docs/MONITORING.md. What could not be sent stays in changes.txt and is sent the next night.
param(
    [string]$Tokenctl = 'tokenctl.exe',
    [string]$State = "$env:ProgramData\tokenctl-audit",
    [string]$MailTo = '',
    [string]$MailFrom = '',
    [string]$MailServer = ''
)
[Console]::OutputEncoding = [Text.Encoding]::UTF8
New-Item -ItemType Directory -Force -Path $State | Out-Null
$new, $last, $changes = "$State\new.json", "$State\last.json", "$State\changes.txt"

function Add-Note([string[]]$Lines) {
    Add-Content -Path $changes -Encoding UTF8 -Value (@((Get-Date).ToString(), '') + $Lines + '')
}

# 1: a driver could not be read in full; what was read is compared anyway.
$said = & $Tokenctl --batch inventory --output $new --force 2>&1
$status = $LASTEXITCODE
if ($status -gt 1) {
    Add-Note $said
} else {
    $compared = 0
    if (Test-Path $last) {
        $found = & $Tokenctl --batch diff $last $new 2>&1
        $compared = $LASTEXITCODE
        # 1 after a driver failed: nothing changed in what was read.
        if ($compared -ne 0 -and -not ($compared -eq 1 -and $status -eq 1)) { Add-Note $found }
    }
    # 0 the same, 10 changed; after anything else the old inventory is kept.
    if ($compared -in 0, 10) { Move-Item -Force $new $last } else { $status = 1 }
}
if ((Test-Path $changes) -and $MailTo) {
    try {
        Send-MailMessage -To $MailTo -From $MailFrom -SmtpServer $MailServer -Encoding UTF8 -ErrorAction Stop `
            -Subject "Signing tokens on $env:COMPUTERNAME changed" -Body (Get-Content -Raw -Encoding UTF8 $changes)
        Remove-Item $changes
    } catch {
        Write-Error $_
        $status = 1
    }
}
exit $status
