# Every form that records come in, through each command, held to what the endpoint saw: one client's worth of calls, no
# throttle, one backup a row, each in its own account and region. The published rates are kept strictly here.
BeforeDiscovery {
    $here = '111122223333 us-east-1'
    $west = '111122223333 eu-west-1'
    $one, $two, $eight, $nine = 1, 2, 8, 9 | ForEach-Object { "00000000000$_ us-east-1" }

    # Made of a table's name ($_), the $i-th. Where names the places it leads to, accounts and regions.
    $tableForms = @(
        @{ Form = 'strings'; Make = { $_ } }
        @{ Form = 'arrays'; Make = { , @($_) } }
        @{ Form = 'ARNs'; Make = { "arn:aws:dynamodb:us-east-1:111122223333:table/$_" } }
        @{ Form = 'Import-Csv rows'; Make = { New-Row TableName $_ } }
        @{ Form = 'Import-Csv rows with Region'; Make = { New-Row TableName, Region $_, us-east-1 } }
        @{ Form = 'Import-Csv rows with BackupName'; Make = { New-Row TableName, BackupName $_, $name } }
        @{ Form = 'Import-Csv rows with ProfileName'; Make = { New-Row TableName, ProfileName $_, one }; Where = $one }
        @{ Form = 'Import-Csv rows with keys'; Make = { New-Row TableName, AccessKey, SecretKey $_, AKIA000000000009, s }; Where = $nine }
        @{
            Form = 'Import-Csv rows with empty cells'
            Make = { New-Row TableName, BackupName, Region, ProfileName, AccessKey, Select $_, $name }
        }
        @{ Form = 'Import-Csv rows, some with the default region'; Make = { New-Row TableName, Region $_, ('', 'us-east-1')[$i % 2] } }
        @{
            Form = 'Import-Csv rows, some with the default keys'
            Make = { New-Row TableName, AccessKey, SecretKey (@($_) + (('', ''), ('AKIA111122223333', 'a-secret-of-the-tests'))[$i % 2]) }
        }
        @{
            Form = 'Import-Csv rows with one endpoint, written in two ways'
            Make = { New-Row TableName, EndpointUrl $_, "$url$(('', '/')[$i % 2])" }
            Own = $true
        }
        @{
            Form = 'Import-Csv rows of two regions'
            Make = { New-Row TableName, Region $_, ('us-east-1', 'eu-west-1')[$i % 2] }
            Where = $here, $west
        }
        @{
            Form = 'Import-Csv rows of two profiles'
            Make = { New-Row TableName, ProfileName $_, ('one', 'two')[$i % 2] }
            Where = $one, $two
        }
        @{
            Form = 'Import-Csv rows of two regions and two profiles'
            Make = { New-Row TableName, Region, ProfileName (@($_) + (('us-east-1', 'one'), ('eu-west-1', 'two'))[$i % 2]) }
            Where = $one, '000000000002 eu-west-1'
        }
        @{ Form = 'ConvertFrom-Json objects'; Make = { @{ TableName = $_ } | ConvertTo-Json | ConvertFrom-Json } }
        @{
            Form = 'ConvertFrom-Json objects with Region'
            Make = { @{ TableName = $_; Region = 'us-east-1' } | ConvertTo-Json | ConvertFrom-Json }
        }
        @{ Form = 'XML elements with attributes'; Make = { ([xml]"<t><r TableName='$_'/></t>").t.r } }
        @{ Form = 'XML elements with elements'; Make = { ([xml]"<t><r><TableName>$_</TableName><Size>1</Size></r></t>").t.r } }
        @{
            Form = 'XML elements with Region and ProfileName'
            Make = { ([xml]"<t><r TableName='$_' Region='us-east-1'><ProfileName>one</ProfileName></r></t>").t.r }
            Where = $one
        }
        @{ Form = 'Select-Object results'; Make = { $seed[$_] | Select-Object TableName, BackupStatus } }
        @{ Form = 'objects with a Credential'; Make = { [pscustomobject]@{ TableName = $_; Credential = $credential } }; Where = $eight }
        @{
            Form = 'objects with a UserName and a Password'
            Make = { [pscustomobject]@{ TableName = $_; UserName = "user$_"; Password = $password } }
        }
        @{ Form = 'Get-DDBTable objects'; Make = { Get-DDBTable $_ @at } }
        @{ Form = 'Get-DDBTableList names'; Make = { $listed[$i] } }
        @{ Form = 'Get-DDBBackupList summaries'; Make = { $summary[$_] } }
        @{ Form = 'New-DdbBackup backups'; Make = { $seed[$_] } }
        @{ Form = 'New-DdbBackup errors'; Make = { $refused[$_].TargetObject } }
        @{ Form = 'Import-Clixml backups'; Make = { Copy-Serialized $seed[$_] } }
    ) | ForEach-Object { $_.Where = @($_.Where ?? $here); $_ }

    # Made of a backup ($_), which is where the form says.
    $backupForms = @(
        @{ Form = 'strings'; Make = { $_.BackupArn } }
        @{ Form = 'arrays'; Make = { , @($_.BackupArn) } }
        @{ Form = 'Import-Csv rows'; Make = { New-Row BackupArn $_.BackupArn } }
        @{
            Form = 'Import-Csv rows with Region and empty cells'
            Make = { New-Row BackupArn, Region, ProfileName, AccessKey $_.BackupArn, $_.Region }
        }
        @{ Form = 'Import-Csv rows of two regions'; Make = { New-Row BackupArn $_.BackupArn }; Where = $here, $west }
        @{
            Form = 'Import-Csv rows of two regions and two profiles'
            Make = { New-Row BackupArn, Region, ProfileName $_.BackupArn, $_.Region, $_.ProfileName }
            Where = $one, '000000000002 eu-west-1'
        }
        @{ Form = 'ConvertFrom-Json objects'; Make = { @{ BackupArn = $_.BackupArn } | ConvertTo-Json | ConvertFrom-Json } }
        @{ Form = 'XML elements with attributes'; Make = { ([xml]"<t><r BackupArn='$($_.BackupArn)'/></t>").t.r } }
        @{ Form = 'XML elements with elements'; Make = { ([xml]"<t><r><BackupArn>$($_.BackupArn)</BackupArn></r></t>").t.r } }
        @{ Form = 'Select-Object results'; Make = { $_ | Select-Object TableName, BackupArn } }
        @{ Form = 'New-DdbBackup backups'; Make = { $_ } }
        @{ Form = 'Import-Clixml backups'; Make = { Copy-Serialized $_ } }
        @{ Form = 'Get-DDBBackupList summaries'; Make = { $arn = $_.BackupArn; $all | Where-Object BackupArn -EQ $arn } }
        @{
            Form = 'Get-DDBBackup descriptions'
            Make = { [Amazon.DynamoDBv2.Model.BackupDescription]@{ BackupDetails = $_.PSObject.BaseObject } }
        }
    ) | ForEach-Object { $_.Where = @($_.Where ?? $here); $_ }
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    $tableCount = 40
    $seconds = '--backup-seconds-min', '1.2', '--backup-seconds-max', '1.6'
    Start-Endpoint (@('--tables', "$tableCount", '--rates', '1') + $seconds)
    Set-Content $env:AWS_SHARED_CREDENTIALS_FILE @(
        "[one]`naws_access_key_id = AKIA000000000001`naws_secret_access_key = secret"
        "[two]`naws_access_key_id = AKIA000000000002`naws_secret_access_key = secret"
    )
    $credential = New-AWSCredential -AccessKey AKIA000000000008 -SecretKey secret
    $password = ConvertTo-SecureString secret -AsPlainText -Force

    # What some forms are made of: each table's backup, its summary, and the error of a creation that was refused.
    $tables = $listed = @(Get-DDBTableList @at)
    $seed, $summary, $refused = @{}, @{}, @{}
    $tables | New-DdbBackup -BackupName seed @at | ForEach-Object { $seed[$_.TableName] = $_ }
    Get-DDBBackupList @at | ForEach-Object { $summary[$_.TableName] = $_ }
    Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; code = 'AccessDeniedException' }
    $null = $tables | New-DdbBackup @at -ErrorAction SilentlyContinue -ErrorVariable errors
    $errors | ForEach-Object { $refused["$($_.TargetObject)"] = $_ }
    $null = Invoke-RestMethod "$url/control/faults" -Method Delete -NoProxy

    # A row of a CSV file; cells that are not given are empty.
    function New-Row([string[]] $Column, [string[]] $Cell) {
        Set-Content $TestDrive/row.csv ($Column -join ','), ((0..($Column.Count - 1) | ForEach-Object { $Cell[$_] }) -join ',')
        Import-Csv $TestDrive/row.csv
    }

    # An object as Import-Clixml, a job or a remote session gives it back.
    function Copy-Serialized($Object) {
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Object))
    }

    # What the rates allow is no matter of a form: its calls begin when the last second holds none of those before.
    function Clear-Statistics {
        Wait-Until { -not (Get-RecordedCall | Where-Object { $_.time.ToUniversalTime() -gt [datetime]::UtcNow.AddSeconds(-1.1) }) }
        $null = Invoke-RestMethod "$url/control/statistics" -Method Delete -NoProxy
    }

    function Get-Record([scriptblock] $Make, [object[]] $From) {
        $make = [scriptblock]::Create($Make)
        $i = 0
        foreach ($item in $From) {
            $item | ForEach-Object -Process $make
            $i++
        }
    }

    # What is no debug line. AWS Tools writes one each time it looks for credentials and region: once for each way a place is
    # given (by name, and by default), never for each record.
    function Select-Output([object[]] $Output, [int] $MostSearches) {
        @($Output -match '^Region obtained from').Count | Should -BeIn @(1..$MostSearches) -Because 'records of one place share its client'
        $Output | Where-Object { $_ -isnot [Management.Automation.DebugRecord] }
    }

    # The calls of one client for each place, an account and region: no more in a second than is published, none throttled.
    function Assert-OneClientEach([string[]] $Place, [double] $MostCalls) {
        $statistics = Invoke-RestMethod "$url/control/statistics" -NoProxy
        $statistics | ForEach-Object { "$($_.account) $($_.region)" } | Sort-Object -Unique | Should -Be ($Place | Sort-Object)
        ($statistics | Measure-Object throttles -Sum).Sum | Should -Be 0
        $published = @{ CreateBackup = 50; DescribeBackup = 10; ListBackups = 5 }
        $statistics | ForEach-Object { $_.peak | Should -BeLessOrEqual $published[$_.operation] -Because "$($_.operation) in $($_.region)" }
        $because = "these are $(($statistics | ForEach-Object { "$($_.calls) $($_.operation) in $($_.region)" }) -join ', ')"
        ($statistics | Measure-Object calls -Sum).Sum | Should -BeLessOrEqual $MostCalls -Because $because
    }
}

AfterAll { Stop-Endpoint }

Describe 'New-DdbBackup -Wait, given <Form>,' -ForEach $tableForms {
    It 'makes one backup a row, each in its place, with one client''s worth of calls there' {
        $name = New-Name
        $records = @(Get-Record $Make $tables)
        $options = if ($Own) { @{} } else { @{ EndpointUrl = $url } }
        if ($records[0].PSObject.Properties['BackupName'].Value -ne $name) { $options.BackupName = $name }
        $pages = [math]::Floor(@(Get-BackupAtEndpoint).Count / 100)
        Clear-Statistics
        $time = [Diagnostics.Stopwatch]::StartNew()
        $output = $records | New-DdbBackup -Wait @options -Debug -Confirm:$false -ErrorVariable errors 5>&1
        # On a slow machine the names are listed again, every 5 s.
        $pages *= [math]::Ceiling($time.Elapsed.TotalSeconds / 5)
        $backups = Select-Output $output -MostSearches (2 * $Where.Count)
        $errors | Should -BeNullOrEmpty
        $backups.BackupStatus.Value | Sort-Object -Unique | Should -Be AVAILABLE
        $made = Get-BackupAtEndpoint $name
        $made.tableName | Sort-Object | Should -Be ($tables | Sort-Object)
        $made | ForEach-Object { "$($_.account) $($_.region)" } | Sort-Object -Unique | Should -Be ($Where | Sort-Object)
        # Each place is swept apart from the other; what the forms before made fills pages of two listings, of names and of states.
        Assert-OneClientEach $Where ($tableCount * (1.2 + 0.4 * $Where.Count) + 2 * $pages)
    }
}

Describe 'Wait-DdbBackup, given <Form>,' -ForEach $backupForms {
    It 'waits for each in its place, with one client''s worth of calls there' {
        $i = 0
        $rows = foreach ($table in $tables) {
            $account, $region = $Where[$i++ % $Where.Count] -split ' '
            $profileName = @{ '000000000001' = 'one'; '000000000002' = 'two' }[$account]
            [pscustomobject]@{ TableName = $table; Region = $region; ProfileName = $profileName }
        }
        $backups = @($rows | New-DdbBackup -EndpointUrl $url)
        # AWS Tools lists as fast as it can, and may be throttled: no more often than a form needs it.
        if ($Form -like 'Get-DDBBackupList*') { $all = @(Get-DDBBackupList @at) }
        $records = @(Get-Record $Make $backups)
        Clear-Statistics
        $output = $records | Wait-DdbBackup -EndpointUrl $url -Debug -ErrorVariable errors 5>&1
        $waited = Select-Output $output -MostSearches (2 * $Where.Count)
        $errors | Should -BeNullOrEmpty
        $waited.BackupStatus.Value | Sort-Object -Unique | Should -Be AVAILABLE
        $waited.BackupArn | Sort-Object | Should -Be ($backups.BackupArn | Sort-Object)
        Assert-OneClientEach $Where ($tableCount * (0.1 + 0.2 * $Where.Count))
    }
}

Describe 'What PowerShell enumerates, and what it does not,' {
    It 'is a record or several as an argument, too: XML elements are, with an error where they name no table' {
        $rows = ([xml]"<t><r TableName='$($tables[0])'/><r><TableName>$($tables[1])</TableName></r></t>").t.r
        $name = New-Name
        $null = New-DdbBackup -TableName $rows -BackupName $name -Wait @at
        (Get-BackupAtEndpoint $name).tableName | Sort-Object | Should -Be ($tables[0, 1] | Sort-Object)
        $null = New-DdbBackup -TableName $rows[0] -BackupName $name -Wait @at
        $null = $rows[0] | New-DdbBackup -BackupName $name -Wait @at
        $rows | Limit-DdbBackup -BackupName $name -KeepLast 1 -Force @at | Should -HaveCount 2
        Clear-Statistics
        ([xml]'<t><r Name="Music"/></t>').t.r | New-DdbBackup @at -ErrorAction SilentlyContinue -ErrorVariable errors
        [xml]'<t TableName="Music"/>' | New-DdbBackup @at -ErrorAction SilentlyContinue -ErrorVariable +errors
        $errors.FullyQualifiedErrorId | Should -Be (@('InvalidTableName,DynamoBackup.NewDdbBackupCommand') * 2)
        Get-CallCount | Should -Be 0
    }

    It 'is a record or several: a DataTable is its rows' {
        $data = [Data.DataTable]::new('Music')
        $null = $data.Columns.Add('TableName')
        $tables[0, 1] | ForEach-Object { $null = $data.Rows.Add($_) }
        $name = New-Name
        $null = New-DdbBackup -TableName $data -BackupName $name @at
        (Get-BackupAtEndpoint $name).tableName | Sort-Object | Should -Be ($tables[0, 1] | Sort-Object)
    }
}

Describe 'Accounts and regions' {
    It 'wait for none but themselves: one that does not answer holds no other''s calls back' {
        Add-Fault @{ kind = 'hang'; accessKey = 'AKIA000000000001' }
        $name = New-Name
        $rows = "TableName,ProfileName`n$($tables[0]),one`n$($tables[1]),one`n$($tables[2]),two"
        $session = New-Session "'$rows' | ConvertFrom-Csv | New-DdbBackup -BackupName $name -ThrottleLimit 1 @at"
        $null = $session.BeginInvoke()
        Wait-Until { @(Get-BackupAtEndpoint $name).Count -eq 1 }
        (Get-BackupAtEndpoint $name).account | Should -Be '000000000002'
        $session.Stop()
        $session.Dispose()
        $null = Invoke-RestMethod "$url/control/faults" -Method Delete -NoProxy
    }
}
