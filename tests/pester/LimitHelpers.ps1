# What the tests of Limit-DdbBackup share, dot-sourced after Endpoint.ps1.
. $PSScriptRoot/ChoiceHost.ps1

# Puts nightly backups of a new table in, the newest of last night, and returns the table's name.
function Add-Night([int] $Count, [string] $Table = (New-Name), [hashtable] $More = @{}) {
    $newest = [datetime]::UtcNow.Date.AddHours(-21)
    $common = @{ tableName = $Table; account = '111122223333'; region = 'us-east-1'; sizeBytes = 1048576 }
    foreach ($key in $More.Keys) { $common[$key] = $More[$key] }
    if (-not $common.tableId) {
        Add-EndpointTable @{ tableName = $Table; account = $common.account; region = $common.region }
    }
    $null = Add-EndpointBackup @(0..($Count - 1) | ForEach-Object {
            $created = $newest.AddDays(-$_)
            $name = "$Table-backup-$($created.ToString('yyyyMMddHHmmss'))-abcd$('{0:0000}' -f $_)"
            $common + @{ backupName = $name; created = $created.ToString('o') }
        })
    $Table
}

# The ages in nights of a table's backups that the endpoint still has.
function Get-Night([string] $Table, [string] $Region = 'us-east-1') {
    $newest = [datetime]::UtcNow.Date.AddHours(-21)
    Get-BackupAtEndpoint | Where-Object { $_.tableName -eq $Table -and $_.region -eq $Region -and $_.status -ne 'DELETED' } |
        ForEach-Object { [math]::Round(($newest - $_.created.ToUniversalTime()).TotalDays) } | Sort-Object
}

# The choices that a host is asked for, and the answers it gives.
function Invoke-Asked([string] $Script, [string[]] $Answer) {
    $hostOfTest = [ChoiceHost]::new($Answer)
    $runspace = [runspacefactory]::CreateRunspace($hostOfTest, [initialsessionstate]::CreateDefault2())
    $runspace.Open()
    try {
        $shell = [powershell]::Create($runspace)
        $null = $shell.AddScript("Import-Module '$manifest'; `$at = @{ EndpointUrl = '$url'; Region = 'us-east-1' }; $Script")
        $output = $shell.Invoke()
        @{ Output = $output; Asked = $hostOfTest.UI.Asked; Errors = @($shell.Streams.Error) }
    } finally {
        $runspace.Dispose()
    }
}
