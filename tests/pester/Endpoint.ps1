# What the test files share, dot-sourced in BeforeAll: the built module, the local endpoint as a process of its own, the
# endpoint's control API, and an environment that holds none of the user's own AWS settings. The test's own credentials
# are those of account 111122223333 in us-east-1.

# Starts the endpoint. It ends with Stop-Endpoint, or when this process does. $at then holds the parameters that lead a
# command there.
function Start-Endpoint([string[]] $Argument = @()) {
    $script:savedEnvironment = @{}
    Get-ChildItem Env:AWS_* | ForEach-Object { $savedEnvironment[$_.Name] = $_.Value; Remove-Item $_.PSPath }
    # One folder for the process: the AWS SDK looks once where the credentials file is, and whether there is one.
    $script:awsFolder = (New-Item -ItemType Directory -Force (Join-Path ([IO.Path]::GetTempPath()) "dynamobackup-tests-$PID")).FullName
    $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $awsFolder credentials
    Set-Content $env:AWS_SHARED_CREDENTIALS_FILE ''
    $env:AWS_CONFIG_FILE = Join-Path $awsFolder config
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333'
    $env:AWS_SECRET_ACCESS_KEY = 'a-secret-of-the-tests'
    $env:AWS_REGION = 'us-east-1'

    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:manifest = "$root/out/DynamoBackup/DynamoBackup.psd1"
    Import-Module $manifest -Global

    $program = Get-Item "$root/tests/BackupEndpoint/bin/*/net10.0/BackupEndpoint.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    # The strict profile: tables are ready at once and times are drawn, so that a test need not care which table it takes.
    $all = @(
        $program.FullName, '--port', '0', '--exit-with-stdin', '--profile', 'strict', '--rates', '0'
        '--backup-seconds-min', '0.2', '--backup-seconds-max', '0.4'
    )
    for ($i = 0; $i -lt $Argument.Count; $i += 2) {
        # An option is given once: the test's value takes the usual one's place.
        $usual = $all.IndexOf($Argument[$i])
        if ($usual -ge 0) { $all[$usual + 1] = $Argument[$i + 1] } else { $all += $Argument[$i], $Argument[$i + 1] }
    }
    $all | ForEach-Object { $start.ArgumentList.Add($_) }
    # It lives for seconds: what is compiled in the framework need not be compiled again for speed.
    $start.Environment['DOTNET_TieredCompilation'] = '0'
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $script:endpointProcess = [Diagnostics.Process]::Start($start)
    $line = $endpointProcess.StandardOutput.ReadLine()
    if ($line -notmatch '^Listening on (?<url>\S+)$') { throw "The endpoint did not start: '$line'" }
    $script:url = $Matches.url
    $script:at = @{ EndpointUrl = $url; Region = 'us-east-1' }
}

function Stop-Endpoint {
    if ($endpointProcess) {
        $endpointProcess.StandardInput.Close()
        if (-not $endpointProcess.WaitForExit(10000)) { $endpointProcess.Kill() }
        $endpointProcess.Dispose()
    }
    Get-ChildItem Env:AWS_* | Remove-Item
    $savedEnvironment.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
    Remove-Item -Recurse -Force $awsFolder
}

# Makes calls go wrong, each hashtable a fault rule of the endpoint's.
function Add-Fault([hashtable[]] $Rule) {
    $null = Invoke-RestMethod "$url/control/faults" -Method Post -NoProxy -Body (ConvertTo-Json @($Rule))
}

function Set-EndpointSetting([hashtable] $Setting) {
    $null = Invoke-RestMethod "$url/control/settings" -Method Post -NoProxy -Body (ConvertTo-Json $Setting)
}

# No faults, no calls counted, the settings of the start.
function Reset-Endpoint {
    $null = Invoke-RestMethod "$url/control/faults" -Method Delete -NoProxy
    $null = Invoke-RestMethod "$url/control/statistics" -Method Delete -NoProxy
    Set-EndpointSetting @{ backupSecondsMin = 0.2; backupSecondsMax = 0.4; rates = 0; latencyMs = 0 }
}

# How many calls came in since the last reset.
function Get-CallCount([string] $Operation = '*') {
    $statistics = Invoke-RestMethod "$url/control/statistics" -NoProxy
    [int]($statistics | Where-Object operation -Like $Operation | Measure-Object calls -Sum).Sum
}

# What the endpoint counted, a row for each operation, account and region: calls, throttles, errors, faults, peak (the most
# calls in any one second), publishedRate, abovePublishedRate. By access-key or host: a row for each of those, too.
function Get-EndpointStatistic([ValidateSet('region', 'access-key', 'host')] [string] $By = 'region') {
    (Invoke-RestMethod "$url/control/statistics?by=$By" -NoProxy) | Write-Output
}

# The calls that came in since the last reset, in order: time, operation, target (table or backup ARN), backupName, accessKey,
# account, region (signed for), host, connection, status, error.
function Get-RecordedCall([string] $Operation = '*') {
    (Invoke-RestMethod "$url/control/calls" -NoProxy) | Where-Object operation -Like $Operation
}

# Puts tables in: each hashtable a table of /control/tables (tableName, creatingSeconds, tableId, region, account, ...).
function Add-EndpointTable([hashtable[]] $Table) {
    $null = Invoke-RestMethod "$url/control/tables" -Method Post -NoProxy -Body (ConvertTo-Json @($Table))
}

# Puts backups in, of any age, and returns their ARNs: each hashtable a backup of /control/backups (tableName, backupName,
# created, tableId, type, ...).
function Add-EndpointBackup([hashtable[]] $Backup) {
    (Invoke-RestMethod "$url/control/backups" -Method Post -NoProxy -Body (ConvertTo-Json @($Backup))) | Write-Output
}

# Every backup the endpoint holds of a name, with its account, region and table.
function Get-BackupAtEndpoint([string] $BackupName = '*') {
    (Invoke-RestMethod "$url/control/backups" -NoProxy) | Where-Object backupName -Like $BackupName
}

# A name no other backup has.
function New-Name { "t$([guid]::NewGuid().ToString('n'))" }

# Waits for what another thread or process does.
function Wait-Until([scriptblock] $Condition) {
    $limit = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($limit.Elapsed.TotalSeconds -gt 30) { throw "Not so within 30 s: $Condition" }
        Start-Sleep -Milliseconds 20
    }
}

# A PowerShell with a session of its own, whose streams can be read and which can be stopped from here. Its script knows
# $at and $url.
function New-Session([string] $Script) {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($manifest)
    foreach ($name in 'at', 'url') {
        $entry = [Management.Automation.Runspaces.SessionStateVariableEntry]::new($name, (Get-Variable $name -ValueOnly), '')
        $state.Variables.Add($entry)
    }
    [powershell]::Create($state).AddScript($Script)
}
