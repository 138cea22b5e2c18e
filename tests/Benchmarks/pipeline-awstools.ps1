# What people write today with AWS Tools alone: create in a loop, then poll each until it is AVAILABLE.
param([string] $Url, [int] $Tables)
$ErrorActionPreference = 'Stop'
Import-Module AWS.Tools.DynamoDBv2
$at = @{ EndpointUrl = $Url; Region = 'us-east-1' }
$names = @(13..($Tables + 12) | ForEach-Object { 'Table-{0:00000}' -f $_ })
$watch = [Diagnostics.Stopwatch]::StartNew()
$backups = foreach ($name in $names) { New-DDBBackup -TableName $name -BackupName "$name-nightly" @at }
foreach ($backup in $backups) {
    while ((Get-DDBBackup -BackupArn $backup.BackupArn @at).BackupDetails.BackupStatus -ne 'AVAILABLE') { Start-Sleep -Seconds 1 }
}
$watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)
