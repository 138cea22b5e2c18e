# Some tables of small backups, as at a prompt: New-DdbBackup and the loop that AWS Tools' users write, in turns, in one session
# that has run both before. Each turn has a region of its own, so that none finds the last one's calls in the rates.
param([string] $Url, [int] $Tables, [int] $Turns, [switch] $WithoutLoop)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $env:DYNAMOBACKUP_MODULE

function Measure-Ours([string[]] $Name, [string] $Region) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $done = @($Name | New-DdbBackup -Wait -EndpointUrl $Url -Region $Region)
    $seconds = $watch.Elapsed.TotalSeconds
    if ($done.Count -ne $Name.Count) { throw "$($done.Count) of $($Name.Count) backups" }
    [pscustomobject]@{ Run = 'New-DdbBackup -Wait'; Region = $Region; Seconds = $seconds }
}

function Measure-Loop([string[]] $Name, [string] $Region) {
    $at = @{ EndpointUrl = $Url; Region = $Region }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    foreach ($table in $Name) {
        $backup = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName $table -BackupName "$table-nightly" @at
        while ((Get-DDBBackup -BackupArn $backup.BackupArn @at).BackupDetails.BackupStatus -ne 'AVAILABLE') {
            Start-Sleep -Milliseconds 100
        }
    }
    [pscustomobject]@{ Run = "AWS Tools' loop"; Region = $Region; Seconds = $watch.Elapsed.TotalSeconds }
}

$names = @(13..($Tables + 12) | ForEach-Object { 'Table-{0:00000}' -f $_ })
$ours = 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1'
$loops = 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'
$null = Measure-Ours $names[0] ap-south-1
$null = Measure-Loop $names[0] ap-south-2
$results = foreach ($i in 0..($Turns - 1)) {
    Measure-Ours $names $ours[$i]
    if (-not $WithoutLoop) { Measure-Loop $names $loops[$i] }
}
ConvertTo-Json @($results) -Compress
