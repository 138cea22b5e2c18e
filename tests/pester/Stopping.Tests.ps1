BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $manifest = (Resolve-Path "$PSScriptRoot/../../out/DynamoBackup/DynamoBackup.psd1").Path

    # Runs a script in a runspace of its own until the condition holds, stops it from this thread, and says how long that
    # took and how many calls came in afterwards.
    function Stop-Script([string] $Script, [scriptblock] $Condition) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$manifest'; $Script")
            $running = $shell.BeginInvoke()
            $limit = [Diagnostics.Stopwatch]::StartNew()
            while (-not (& $Condition) -and $limit.Elapsed.TotalSeconds -lt 30) { Start-Sleep -Milliseconds 20 }
            & $Condition | Should -BeTrue
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $seconds = $watch.Elapsed.TotalSeconds
            $calls = Get-CallCount
            # Twice the longest pause between two polls of so young a backup.
            Start-Sleep -Seconds 2
            [pscustomobject]@{ Seconds = $seconds; CallsAfter = (Get-CallCount) - $calls; State = $shell.InvocationStateInfo.State; Ended = $running.IsCompleted }
        } finally { $shell.Dispose() }
    }
}

AfterAll { Stop-Endpoint }

Describe 'A stop' {
    BeforeEach { Reset-Endpoint }

    It 'while creating returns within a second, and starts no call after' {
        Set-EndpointSetting @{ latencyMs = 300 }
        $stop = Stop-Script "1..500 | ForEach-Object { 'Music' } | New-DdbBackup -EndpointUrl $url -Region us-east-1" { (Get-CallCount CreateBackup) -gt 5 }
        $stop.Seconds | Should -BeLessThan 1
        $stop.CallsAfter | Should -Be 0
        $stop.State | Should -Be 'Stopped'
    }

    It 'while waiting returns within a second, and starts no call after' {
        Set-EndpointSetting @{ backupSecondsMin = 60; backupSecondsMax = 60 }
        $stop = Stop-Script "'Music', 'Users' | New-DdbBackup -Wait -EndpointUrl $url -Region us-east-1" { (Get-CallCount DescribeBackup) -ge 2 }
        $stop.Seconds | Should -BeLessThan 1
        $stop.CallsAfter | Should -Be 0
    }

    It 'while a call hangs returns within a second' {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'hang' }
        $stop = Stop-Script "New-DdbBackup Music -EndpointUrl $url -Region us-east-1" { (Get-CallCount CreateBackup) -ge 1 }
        $stop.Seconds | Should -BeLessThan 1
    }
}

Describe 'A pipeline that has enough' {
    BeforeEach { Reset-Endpoint }

    It 'stops with Select-Object -First 1, and starts no call after' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $first = 'Music', 'Users', 'Orders' | New-DdbBackup @at -Wait | Select-Object -First 1
        $first.BackupStatus | Should -Be 'AVAILABLE'
        $calls = Get-CallCount
        Start-Sleep -Seconds 2
        Get-CallCount | Should -Be $calls
    }

    It 'ends with the error of a command downstream' {
        { 'Music', 'Users' | New-DdbBackup @at | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        $calls = Get-CallCount
        Start-Sleep -Seconds 1
        Get-CallCount | Should -Be $calls
    }
}

Describe 'Several runs at once' {
    It 'work side by side in one process' {
        $manifest = $manifest; $endpoint = $url
        $backups = 'Music', 'Users', 'Orders', 'Invoices' | ForEach-Object -Parallel {
            Import-Module $using:manifest
            New-DdbBackup $_ -Wait -EndpointUrl $using:endpoint -Region us-east-1
        } -ThrottleLimit 4
        $backups.TableName | Sort-Object | Should -Be 'Invoices', 'Music', 'Orders', 'Users'
    }

    It 'work inside each other' {
        $pairs = 'Music', 'Users' | New-DdbBackup @at | ForEach-Object { New-DdbBackup Orders @at -Wait }
        $pairs | Should -HaveCount 2
        $pairs.BackupStatus | ForEach-Object { $_ | Should -Be 'AVAILABLE' }
    }
}

Describe '-ErrorAction' {
    BeforeEach { Reset-Endpoint }

    It 'Stop ends the command at the first error' {
        { 'NoSuch', 'Music' | New-DdbBackup @at -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound,*'
    }

    It 'SilentlyContinue goes on, and keeps the error' {
        $backups = 'NoSuch', 'Music' | New-DdbBackup @at -ErrorAction SilentlyContinue -ErrorVariable failures
        $backups | Should -HaveCount 1
        $failures | Should -HaveCount 1
    }

    It 'Ignore goes on, and keeps nothing' {
        $Error.Clear()
        'NoSuch', 'Music' | New-DdbBackup @at -ErrorAction Ignore | Should -HaveCount 1
        $Error | Should -BeNullOrEmpty
    }

    It 'is taken from $ErrorActionPreference' {
        { $ErrorActionPreference = 'Stop'; 'NoSuch' | New-DdbBackup @at } | Should -Throw
    }
}

Describe 'Credentials that expire during a wait' {
    It 'leave an error for each backup, which resumes it once new ones are set' {
        Reset-Endpoint
        Set-EndpointSetting @{ backupSecondsMin = 2; backupSecondsMax = 2 }
        Add-Fault @{ operation = 'DescribeBackup'; kind = 'refuse'; code = 'ExpiredTokenException'; message = 'The security token is expired' },
            @{ operation = 'ListBackups'; kind = 'refuse'; code = 'ExpiredTokenException'; message = 'The security token is expired' }
        $backups = 'Music', 'Users' | New-DdbBackup @at -Wait -ErrorAction SilentlyContinue -ErrorVariable failures
        $backups | Should -BeNullOrEmpty
        $failures | Should -HaveCount 2
        $failures | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'CredentialsRejected,*' }
        Reset-Endpoint
        $resumed = $failures.TargetObject | Wait-DdbBackup
        $resumed.TableName | Sort-Object | Should -Be 'Music', 'Users'
        Get-CallCount CreateBackup | Should -Be 0
    }
}
