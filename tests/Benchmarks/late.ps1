# How long after a backup is AVAILABLE New-DdbBackup -Wait emits it, for backups of several lengths, in a session that has run it
# before. The service's creation time and this machine's clock are one. Each turn has a region of its own, to count its calls.
param([string] $Url, [Parameter(ValueFromRemainingArguments)] [double[]] $BackupSeconds)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $env:DYNAMOBACKUP_MODULE
$null = New-DdbBackup Table-00013 -Wait -EndpointUrl $Url -Region ap-south-1
$regions = 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1'
$results = for ($i = 0; $i -lt $BackupSeconds.Count; $i++) {
    $length = $BackupSeconds[$i]
    $settings = @{ backupSecondsMin = $length; backupSecondsMax = $length } | ConvertTo-Json
    $null = Invoke-RestMethod "$Url/control/settings" -Method Post -Body $settings -NoProxy
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $backup = New-DdbBackup Table-00013 -Wait -EndpointUrl $Url -Region $regions[$i]
    $now, $seconds = [DateTime]::UtcNow, $watch.Elapsed.TotalSeconds
    $late = ($now - $backup.BackupCreationDateTime.ToUniversalTime()).TotalSeconds - $length
    [pscustomobject]@{ Run = "$length"; Region = $regions[$i]; Seconds = $seconds; Late = $late }
}
ConvertTo-Json @($results) -Compress
