BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
}

AfterAll { Stop-Endpoint }

Describe 'Progress' {
    BeforeAll {
        . $PSScriptRoot/NarrowHost.ps1
    }

    BeforeEach { Reset-Endpoint }

    It 'says how many of how many, in what state and for how long, and ends itself' {
        Set-EndpointSetting @{ backupSecondsMin = 0.5; backupSecondsMax = 1.5 }
        $session = New-Session '"Music", "Users", "Orders", "NoSuch" | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at'
        $null = $session.Invoke()
        $records = @($session.Streams.Progress)

        $records.Count | Should -BeGreaterThan 2
        $records.Activity | Sort-Object -Unique | Should -Be 'DynamoDB backups'
        $records[-1].RecordType | Should -Be Completed
        $records[0..($records.Count - 2)].RecordType | Sort-Object -Unique | Should -Be Processing
        $statuses = $records[0..($records.Count - 2)].StatusDescription
        $statuses | Where-Object { $_ -match '^\d of 4 available( · \d failed)?( · \d creating)?( · \d waiting)? · 00:\d\d$' } |
            Should -Not -BeNullOrEmpty
        $statuses | Where-Object { $_ -match '1 failed · 3 creating' } | Should -Not -BeNullOrEmpty
        $records.PercentComplete | Where-Object { $_ -gt 100 } | Should -BeNullOrEmpty
        $session.Dispose()
    }

    It 'names the table where there is one' {
        Set-EndpointSetting @{ backupSecondsMin = 1.5; backupSecondsMax = 1.5 }
        $session = New-Session '"Music" | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at'
        $null = $session.Invoke()
        @($session.Streams.Progress).StatusDescription | Where-Object { $_ -match '^Music: CREATING · 00:\d\d$' } |
            Should -Not -BeNullOrEmpty
        $session.Dispose()
    }

    It 'of a run that does not wait counts what is created' {
        Set-EndpointSetting @{ latencyMs = 1500 }
        $session = New-Session ('"Music", "NoSuch", "Users" | New-DdbBackup @at -InformationAction SilentlyContinue; ' +
            'New-DdbBackup NoSuch @at')
        $null = $session.Invoke()
        @($session.Streams.Progress).StatusDescription -match '^0 of 3 created · 3 creating' | Should -Not -BeNullOrEmpty
        @($session.Streams.Progress).StatusDescription -match 'available' | Should -BeNullOrEmpty
        @($session.Streams.Information)[1] | Should -Match '^3 backups: 2 created, 1 failed, '
        @($session.Streams.Information)[-1] | Should -Match '^1 backup: 0 created, 1 failed, '
        $session.Dispose()
    }

    It 'of Wait-DdbBackup says the same' {
        Set-EndpointSetting @{ backupSecondsMin = 1.5; backupSecondsMax = 1.5 }
        $session = New-Session 'New-DdbBackup Music, Users @at | Wait-DdbBackup -PollIntervalSeconds 0.1'
        $null = $session.Invoke()
        $records = @($session.Streams.Progress)
        $records.StatusDescription | Where-Object { $_ -match '^0 of 2 available · 2 creating · 00:\d\d$' } | Should -Not -BeNullOrEmpty
        $records[-1].RecordType | Should -Be Completed
        $session.Dispose()
    }

    It 'leaves out what is open where the time would not fit, in a terminal 60 columns wide' {
        Set-EndpointSetting @{ backupSecondsMin = 1.5; backupSecondsMax = 1.5 }
        $screen = [NarrowHost]::new()
        $runspace = [runspacefactory]::CreateRunspace($screen, [initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $session = [powershell]::Create($runspace).AddScript("Import-Module '$manifest'; 'Music', 'Users', 'NoSuch' | " +
            "New-DdbBackup -Wait -PollIntervalSeconds 0.1 -EndpointUrl $url -ErrorAction Ignore")
        $null = $session.Invoke()
        $session.Streams.Progress.StatusDescription | Where-Object { $_ -match '^0 of 3 available · 1 failed · 00:0\d$' } |
            Should -Not -BeNullOrEmpty
        $session.Streams.Progress | ForEach-Object { "$($_.Activity) [$($_.StatusDescription)]".Length | Should -BeLessThan 60 }
        $session.Dispose()
        $runspace.Dispose()
    }

    It 'leaves no bar behind where an error ends the command (<Name>)' -ForEach @(
        @{
            Name = 'one that stops it'
            Script = '& { "Music"; Start-Sleep 0.5; "NoSuch"; Start-Sleep 0.5; "Users" } | New-DdbBackup @at -ErrorAction Stop'
        }
        @{
            Name = 'credentials that are refused'
            Script = '& { "Music"; Start-Sleep 0.5; "Users"; Start-Sleep 0.5; "Orders" } | ' +
                'New-DdbBackup @at -AccessKey BAD -SecretKey secret'
        }
        @{ Name = 'at the end'; Script = '"Music", "NoSuch" | New-DdbBackup @at -ErrorAction Stop' }
    ) {
        Set-EndpointSetting @{ latencyMs = 300 }
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; accessKey = 'BAD'; code = 'UnrecognizedClientException' }
        $session = New-Session $Script
        try { $session.Invoke() } catch { "$_" | Should -Match NoSuch }
        $session.HadErrors | Should -BeTrue
        $records = @($session.Streams.Progress)
        $records.Count | Should -BeGreaterThan 1
        $records[-1].RecordType | Should -Be Completed
        $session.Dispose()
    }
}
