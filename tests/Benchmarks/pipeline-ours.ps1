# Backs up the endpoint's tables with New-DdbBackup, and prints how many seconds the pipeline took. The form is what the records
# come in: strings; rows of a CSV file; rows of five regions, or objects of twenty profiles, each with as many tables.
param(
    [string] $Url,
    [int] $Tables,
    [ValidateSet('Strings', 'Rows', 'Regions', 'Profiles')] [string] $Form = 'Strings'
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $env:DYNAMOBACKUP_MODULE
$names = @(13..($Tables + 12) | ForEach-Object { 'Table-{0:00000}' -f $_ })
$at = @{ EndpointUrl = $Url; Region = 'us-east-1' }
$credentials = $null
$records = @(switch ($Form) {
    Strings { $names }
    Rows { $names | ForEach-Object { [pscustomobject]@{ TableName = $_ } } | ConvertTo-Csv | ConvertFrom-Csv }
    Regions {
        $at.Remove('Region')
        $(foreach ($region in 'us-east-1', 'us-west-2', 'eu-west-1', 'ap-south-1', 'sa-east-1') {
            $names | ForEach-Object { [pscustomobject]@{ TableName = $_; Region = $region } }
        }) | ConvertTo-Csv | ConvertFrom-Csv
    }
    Profiles {
        # The endpoint takes an access key's last twelve digits for the account.
        $credentials = $env:AWS_SHARED_CREDENTIALS_FILE = New-TemporaryFile
        foreach ($i in 1..20) {
            Add-Content $credentials ("[account$i]`naws_access_key_id = AKIA{0:000000000000}`naws_secret_access_key = benchmark" -f $i)
            $names | ForEach-Object { [pscustomobject]@{ TableName = $_; ProfileName = "account$i" } }
        }
    }
})
try {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $done = @($records | New-DdbBackup -Wait @at)
    $seconds = $watch.Elapsed.TotalSeconds
}
finally {
    if ($credentials) { Remove-Item $credentials }
}
if ($done.Count -ne $records.Count) { throw "$($done.Count) of $($records.Count) backups" }
$seconds.ToString([cultureinfo]::InvariantCulture)
