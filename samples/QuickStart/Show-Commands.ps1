# Shows the commands on the tables of a local endpoint, or prepares a prompt for them. QuickStart starts it in the checkout's
# top folder, with AWS Tools on the module path.
param([string] $Url, [switch] $Prompt)

$setup = @(
    'Import-Module ./out/DynamoBackup'
    '$env:AWS_ACCESS_KEY_ID = $env:AWS_SECRET_ACCESS_KEY = ''test'''
    '$env:AWS_REGION = ''us-east-1'''
    "`$env:AWS_ENDPOINT_URL_DYNAMODB = '$Url'"
)

if ($Prompt) {
    $setup | ForEach-Object { . ([scriptblock]::Create($_)) }
    Write-Host @"

Twelve DynamoDB tables are on $Url, a local endpoint. Type:
  Get-DDBTableList | New-DdbBackup -Wait      to back up every table
  Limit-DdbBackup * -KeepLast 1 -WhatIf       to see which backups it would delete
  exit                                        to leave and stop the endpoint

"@
    Remove-Variable Url, Prompt, setup
    return
}

# A log has no progress bar and no colors: lines say when each command begins and ends.
if ([Console]::IsOutputRedirected) {
    $InformationPreference = 'Continue'
    $PSStyle.OutputRendering = 'PlainText'
}

$commands = @(
    '''Music'', ''Users'' | New-DdbBackup | Wait-DdbBackup'
    'Get-DDBTableList | New-DdbBackup -Wait'
    'New-DdbBackup Inv*, Ord* -Wait'
    'Limit-DdbBackup Music, Users -KeepLast 1 -WhatIf'
)
$Error.Clear()
foreach ($command in $setup + $commands) {
    Write-Host "PS> $command"
    . ([scriptblock]::Create($command)) | Out-Host
}

Write-Host 'To type such commands yourself: dotnet run --project samples/QuickStart -- --prompt'
exit [int]($Error.Count -gt 0)
