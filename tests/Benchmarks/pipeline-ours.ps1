# Backs up the endpoint's tables with New-DdbBackup, and says how many seconds the pipeline took.
param([string] $Url, [int] $Tables)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $env:DYNAMOBACKUP_MODULE
$names = 13..($Tables + 12) | ForEach-Object { 'Table-{0:00000}' -f $_ }
$watch = [Diagnostics.Stopwatch]::StartNew()
$done = @($names | New-DdbBackup -Wait -EndpointUrl $Url -Region us-east-1)
$seconds = $watch.Elapsed.TotalSeconds
if ($done.Count -ne $Tables) { throw "$($done.Count) of $Tables backups" }
$seconds.ToString([cultureinfo]::InvariantCulture)
