# What people write with the AWS CLI: create in a loop, then poll each until it is AVAILABLE.
param([string] $Url, [int] $Tables)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$at = '--endpoint-url', $Url, '--region', 'us-east-1', '--output', 'text'
$names = @(13..($Tables + 12) | ForEach-Object { 'Table-{0:00000}' -f $_ })
$watch = [Diagnostics.Stopwatch]::StartNew()
$backups = foreach ($name in $names) {
    aws dynamodb create-backup --table-name $name --backup-name "$name-nightly" --query BackupDetails.BackupArn @at
}
foreach ($arn in $backups) {
    $status = '--query', 'BackupDescription.BackupDetails.BackupStatus'
    while ((aws dynamodb describe-backup --backup-arn $arn @status @at) -ne 'AVAILABLE') { Start-Sleep -Seconds 1 }
}
$watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)
