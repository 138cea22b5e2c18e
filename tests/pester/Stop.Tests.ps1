# Stopping, and other ways a pipeline ends early: within a second, and nothing starts after.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint @('--tables', '400')
    Add-Type -Path $PSScriptRoot/CallStarts.cs
    $starts = [CallStarts]::new()
    $tables = @(Get-DDBTableList @at)

    # From this moment on no call starts that arrives. One that was on its way may still arrive, and one that was cancelled as it
    # started never does: it takes both.
    function Assert-NothingStarts([int] $Milliseconds = 800) {
        $ended = [datetime]::UtcNow
        # Where nothing may happen there is nothing to wait for but the time.
        Start-Sleep -Milliseconds $Milliseconds
        $started = @($starts.Times | Where-Object { $_ -gt $ended })
        $arrived = @(Get-RecordedCall | Where-Object { $_.time.ToUniversalTime() -gt $ended })
        $starts.Times | Should -Not -BeNullOrEmpty
        if ($started) { $arrived | Should -BeNullOrEmpty -Because "$($started.Count) were started after the end" }
    }

    # Stops a session from another thread, as Ctrl+C does.
    function Assert-StopsAtOnce($Session) {
        $time = [Diagnostics.Stopwatch]::StartNew()
        $Session.Stop()
        $time.Elapsed.TotalSeconds | Should -BeLessThan 1
        $Session.InvocationStateInfo.State | Should -Be Stopped
        Assert-NothingStarts
        $Session.Dispose()
    }
}

AfterAll {
    $starts.Dispose()
    Stop-Endpoint
}

Describe 'A stop returns within a second, and nothing starts after it,' {
    BeforeEach { Reset-Endpoint }

    It 'while backups are created' {
        Set-EndpointSetting @{ latencyMs = 100 }
        $session = New-Session 'Get-DDBTableList @at | New-DdbBackup @at -ThrottleLimit 4'
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount CreateBackup) -ge 3 }
        Assert-StopsAtOnce $session
        Get-CallCount CreateBackup | Should -BeLessThan $tables.Count
    }

    It 'while creations get no answer' {
        Add-Fault @{ kind = 'hang'; operation = 'CreateBackup' }
        $session = New-Session '"Music", "Users" | New-DdbBackup @at'
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount CreateBackup) -eq 2 }
        Assert-StopsAtOnce $session
    }

    It 'while creations are tried again' {
        Add-Fault @{ kind = 'throttle'; operation = 'CreateBackup' }
        $session = New-Session '"Music", "Users" | New-DdbBackup @at'
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount CreateBackup) -ge 4 }
        Assert-StopsAtOnce $session
    }

    It 'while New-DdbBackup -Wait waits' {
        Set-EndpointSetting @{ backupSecondsMin = 60; backupSecondsMax = 60 }
        $session = New-Session '"Music", "Users" | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at'
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 5 }
        Assert-StopsAtOnce $session
    }

    It 'while Wait-DdbBackup waits' {
        Set-EndpointSetting @{ backupSecondsMin = 60; backupSecondsMax = 60 }
        $session = New-Session '"Music", "Users" | New-DdbBackup @at | Wait-DdbBackup -PollIntervalSeconds 0.1'
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 5 }
        Assert-StopsAtOnce $session
    }

    It 'while the service is out of reach' {
        $session = New-Session '"Music" | New-DdbBackup -Region us-east-1 -EndpointUrl http://127.0.0.1:1'
        $null = $session.BeginInvoke()
        Wait-Until { $session.Streams.Progress.Count -gt 0 }
        Assert-StopsAtOnce $session
    }
}

Describe 'At a console a stop' {
    BeforeAll {
        $console = [ChoiceHost]::new(@())
        # A session with a host of its own; no line of it is a stream's.
        function New-ConsoleSession([string] $Script, [string] $Name = 'ConsoleHost') {
            $console.Name = $Name
            $console.UI.Warned.Clear()
            $runspace = [runspacefactory]::CreateRunspace($console, [initialsessionstate]::CreateDefault2())
            $runspace.Open()
            $session = [powershell]::Create($runspace)
            $session.AddScript("Import-Module '$manifest'; `$at = @{ EndpointUrl = '$url'; Region = 'us-east-1' }; $Script")
        }
        # {0} is what leads to the endpoint.
        $command = 'Get-DDBBackupList -BackupType USER -Region us-east-1{0} | Where-Object BackupStatus -eq CREATING | Wait-DdbBackup{0}'
        $here = $command -f " -EndpointUrl $url"
    }
    BeforeEach {
        Reset-Endpoint
        Set-EndpointSetting @{ backupSecondsMin = 60; backupSecondsMax = 60 }
    }

    It 'tells once what is still being created, and how to wait for it (<Script>)' -ForEach @(
        @{ Script = '"Music", "Users" | New-DdbBackup -Wait @at'; Told = '2 backups are still being created; to wait for them' }
        @{ Script = '"Music" | New-DdbBackup @at | Wait-DdbBackup'; Told = '1 backup is still being created; to wait for it' }
    ) {
        $session = New-ConsoleSession "$Script -PollIntervalSeconds 0.1"
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 5 }
        Assert-StopsAtOnce $session
        $console.UI.Warned | Should -Be "Stopped. ${Told}: $here"
    }

    It 'tells a command that sees them: <Name>' -ForEach @(
        @{ Name = 'of a profile'; With = "-ProfileName 'night job'"; Options = " -ProfileName 'night job'"; Keys = '' }
        @{
            Name = 'with keys'
            With = '-AccessKey AKIA222233334444 -SecretKey s'
            Options = ''
            Keys = ', with the same credentials'
        }
    ) {
        "[night job]`naws_access_key_id=AKIA222233334444`naws_secret_access_key=secret" | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $session = New-ConsoleSession "'Music', 'Users' | New-DdbBackup -Wait -PollIntervalSeconds 0.1 $With @at"
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 5 }
        Assert-StopsAtOnce $session
        $told = $command -f "$Options -EndpointUrl $url"
        $console.UI.Warned | Should -Be "Stopped. 2 backups are still being created; to wait for them${Keys}: $told"
        if ($Keys) { return }
        # As it is told, it lists them.
        $list = ($told -split ' \| ')[0]
        @(& ([scriptblock]::Create($list)) | Where-Object BackupStatus -EQ CREATING).TableName | Sort-Object | Should -Be Music, Users
    }

    It 'tells the other regions, too' {
        $rows = 'ConvertFrom-Csv "TableName,Region", "Music,us-east-1", "Users,eu-west-1"'
        $session = New-ConsoleSession "$rows | New-DdbBackup -Wait -PollIntervalSeconds 0.1 -EndpointUrl `$at.EndpointUrl"
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 5 }
        Assert-StopsAtOnce $session
        $console.UI.Warned | Should -BeLike "Stopped. 2 backups*: $here; $($here -replace 'us-east-1', 'eu-west-1')"
    }

    It 'tells of what has no answer yet' {
        Add-Fault @{ kind = 'hang'; operation = 'CreateBackup'; table = 'Users' }
        $session = New-ConsoleSession '"Music", "Users" | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at'
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 5 }
        Assert-StopsAtOnce $session
        $console.UI.Warned | Should -Be ("Stopped. 1 backup is still being created, " +
            "and 1 more was requested, and may have been created; to wait for them: $here")
    }

    It 'tells nothing where <Name>' -ForEach @(
        @{ Name = 'the host is no console'; HostName = 'Default Host'; More = '' }
        @{ Name = 'no warning is to be seen'; HostName = 'ConsoleHost'; More = '-WarningAction SilentlyContinue' }
    ) {
        $session = New-ConsoleSession "'Music' | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at $More" $HostName
        $null = $session.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 3 }
        Assert-StopsAtOnce $session
        $console.UI.Warned | Should -BeNullOrEmpty
    }

    It 'tells nothing where the pipeline ends early by itself: <_>' -ForEach 'Select-Object -First 1', 'ForEach-Object { throw 1 }' {
        Set-EndpointSetting @{ backupSecondsMin = 0.1; backupSecondsMax = 30 }
        $session = New-ConsoleSession "Get-DDBTableList @at | Select-Object -First 30 | New-DdbBackup -Wait @at | $_"
        try { $null = $session.Invoke() } catch { }
        $session.Dispose()
        $console.UI.Warned | Should -BeNullOrEmpty
    }
}

Describe 'A pipeline that ends early' {
    BeforeEach {
        Reset-Endpoint
        Set-EndpointSetting @{ latencyMs = 100 }
    }

    It 'by Select-Object -First 1 leaves New-DdbBackup at once, and nothing starts after' {
        $time = [Diagnostics.Stopwatch]::new()
        $first = $tables | New-DdbBackup @at -ThrottleLimit 4 | ForEach-Object { $time.Start(); $_ } | Select-Object -First 1
        $time.Elapsed.TotalSeconds | Should -BeLessThan 1
        $first | Should -HaveCount 1
        Assert-NothingStarts
        Get-CallCount CreateBackup | Should -BeLessThan $tables.Count
    }

    It 'by Select-Object -First 1 leaves New-DdbBackup -Wait at once, and nothing starts after' {
        Set-EndpointSetting @{ backupSecondsMin = 0.1; backupSecondsMax = 30 }
        $time = [Diagnostics.Stopwatch]::new()
        $first = $tables[0..29] | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at | ForEach-Object { $time.Start(); $_ } |
            Select-Object -First 1
        $time.Elapsed.TotalSeconds | Should -BeLessThan 1
        $first.BackupStatus.Value | Should -Be 'AVAILABLE'
        Assert-NothingStarts
    }

    It 'by Select-Object -First 1 leaves Wait-DdbBackup at once, and nothing starts after' {
        Set-EndpointSetting @{ backupSecondsMin = 0.1; backupSecondsMax = 30 }
        $time = [Diagnostics.Stopwatch]::new()
        $first = $tables[0..29] | New-DdbBackup @at | Wait-DdbBackup -PollIntervalSeconds 0.1 | ForEach-Object { $time.Start(); $_ } |
            Select-Object -First 1
        $time.Elapsed.TotalSeconds | Should -BeLessThan 1
        $first | Should -HaveCount 1
        Assert-NothingStarts
    }

    # PowerShell has the commands after Select-Object end first, however long that takes, and disposes of ours only then.
    It 'by Select-Object -First 1 starts nothing while a command after it ends: <Script>' -ForEach @(
        @{ Calls = 'CreateBackup'; Script = '$tables | New-DdbBackup -ThrottleLimit 4 @at' }
        @{ Calls = 'CreateBackup'; Script = 'New-DdbBackup $tables -ThrottleLimit 4 @at' }
        @{ Calls = 'ListBackups'; Script = '$tables[0..29] | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at' }
        @{ Calls = 'ListBackups'; Script = '$tables[0..29] | New-DdbBackup @at | Wait-DdbBackup -PollIntervalSeconds 0.1' }
        @{ Calls = 'DeleteBackup'; Script = 'Limit-DdbBackup $old -KeepLast 3 -Force @at' }
    ) {
        if ($Calls -eq 'DeleteBackup') { $old = Add-Night 60 }
        if ($Calls -eq 'ListBackups') { Set-EndpointSetting @{ backupSecondsMin = 0.1; backupSecondsMax = 30 } }
        # One pipeline, as what a script block calls ends with the block; and time for more than one second's ten deletions.
        $first = & ([scriptblock]::Create("$Script | Select-Object -First 1 | ForEach-Object { `$_ } -End { Assert-NothingStarts 1500 }"))
        $first | Should -HaveCount 1
        Get-CallCount $Calls | Should -BeGreaterThan 0
        if ($Calls -eq 'CreateBackup') { Get-CallCount $Calls | Should -BeLessThan $tables.Count }
        if ($Calls -eq 'DeleteBackup') { Get-CallCount $Calls | Should -BeLessThan 57 }
    }

    It 'by a command behind that throws ends with that error at once, and nothing starts after' {
        $time = [Diagnostics.Stopwatch]::new()
        { $tables | New-DdbBackup @at -ThrottleLimit 4 | ForEach-Object { $time.Start(); throw 'downstream' } } | Should -Throw 'downstream'
        $time.Elapsed.TotalSeconds | Should -BeLessThan 1
        Assert-NothingStarts
        Get-CallCount CreateBackup | Should -BeLessThan $tables.Count
    }

    It 'by a command before that throws ends with that error at once, and nothing starts after' {
        { & { $tables[0..9]; throw 'upstream' } | New-DdbBackup @at -ThrottleLimit 1 } | Should -Throw 'upstream'
        Assert-NothingStarts
        Get-CallCount CreateBackup | Should -BeLessThan 10
    }

    It 'by -ErrorAction Stop ends at the first error, and nothing starts after' {
        { @('NoSuch') + $tables | New-DdbBackup @at -ThrottleLimit 4 -ErrorAction Stop } |
            Should -Throw -ExceptionType Amazon.DynamoDBv2.Model.TableNotFoundException
        Assert-NothingStarts
        Get-CallCount CreateBackup | Should -BeLessThan $tables.Count
    }
}

Describe 'Several runs in one process' {
    BeforeAll { Reset-Endpoint }

    It 'go on side by side' {
        $name = New-Name
        $backups = 'Music', 'Users', 'Orders' | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $at = $using:at
            $_ | New-DdbBackup -BackupName $using:name -Wait -PollIntervalSeconds 0.1 @at
        }
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Orders', 'Users'
        $backups.BackupStatus.Value | Sort-Object -Unique | Should -Be 'AVAILABLE'
        Get-BackupAtEndpoint $name | Should -HaveCount 3
    }

    It 'where one is stopped leave the other alone' {
        Set-EndpointSetting @{ backupSecondsMin = 2; backupSecondsMax = 2 }
        $stopped, $goes = 1..2 | ForEach-Object { New-Session '"Music" | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at' }
        $null = $stopped.BeginInvoke()
        $running = $goes.BeginInvoke()
        Wait-Until { (Get-CallCount *Backup*) -ge 4 }
        $stopped.Stop()
        $goes.EndInvoke($running).BackupStatus.Value | Should -Be 'AVAILABLE'
        $stopped, $goes | ForEach-Object Dispose
        Reset-Endpoint
    }

    It 'go on inside each other: a pipeline in a pipeline' {
        $name = New-Name
        $backups = 'Music', 'Users' | New-DdbBackup -BackupName $name @at | ForEach-Object {
            $_ | Wait-DdbBackup -PollIntervalSeconds 0.1
            'Orders' | New-DdbBackup -BackupName $name @at | Wait-DdbBackup -PollIntervalSeconds 0.1
        }
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Orders', 'Orders', 'Users'
        $backups.BackupStatus.Value | Sort-Object -Unique | Should -Be 'AVAILABLE'
    }

    It 'go on inside each other: a pipeline in a parameter''s script block' {
        $backup = 'Music' | New-DdbBackup -BackupName { (New-DdbBackup Users -BackupName inner @at).BackupName + '-outer' } @at
        $backup.BackupName | Should -Be 'inner-outer'
    }
}
