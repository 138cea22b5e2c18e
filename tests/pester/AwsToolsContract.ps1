# Shared by the tests of what this module relies on of AWS Tools: an endpoint, keys, and the call that a script leads to.
. $PSScriptRoot/Endpoint.ps1
Start-Endpoint
$keys = @{ AccessKey = 'AKIA000000000001'; SecretKey = 'secret' }

# The one call that a script leads to, as the endpoint saw it.
function Get-Call([scriptblock] $Script) {
    Reset-Endpoint
    $null = & $Script
    $calls = @(Get-RecordedCall)
    $calls | Should -HaveCount 1
    $calls[0]
}
