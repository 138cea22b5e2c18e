# What a log shows of a run: information lines, decisions and calls.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
}

AfterAll { Stop-Endpoint }

Describe 'Information lines' {
    BeforeEach { Reset-Endpoint }

    It 'tell the start and the end, tagged DynamoBackup' {
        $null = 'Music', 'Users', 'NoSuch' |
            New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at -ErrorAction SilentlyContinue -InformationVariable lines
        $lines | ForEach-Object { $_.Tags | Should -Be 'DynamoBackup' }
        $lines | Should -HaveCount 2
        "$($lines[0])" | Should -Be 'Backing up DynamoDB tables and waiting, up to 10 min each.'
        "$($lines[1])" | Should -Match '^3 backups: 2 available, 1 failed, 00:0\d, [\d.]+ [KMG]?B$'
    }

    It 'count each row for which nothing was sent' {
        $rows = 'Music', 'a', 'Users', 'NoSuch', 'arn:aws:dynamodb:eu-west-1:111122223333:table/Other'
        $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors'; InformationVariable = 'lines' }
        $null = $rows | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at @collect
        $errors | Should -HaveCount 3
        "$($lines[-1])" | Should -Match '^3 backups: 2 available, 1 failed, 00:0\d, [\d.]+ [KMG]?B · 2 skipped$'
    }

    It 'count them also where that is all' {
        $null = 'a', 'b' | New-DdbBackup @at -ErrorAction SilentlyContinue -InformationVariable lines
        "$($lines[-1])" | Should -Be '0 backups: 0 created, 0 failed, 00:00 · 2 skipped'
        $null = 'a', 'b' | Wait-DdbBackup @at -ErrorAction SilentlyContinue -InformationVariable lines
        "$($lines[-1])" | Should -Be '0 backups: 0 available, 0 failed, 00:00 · 2 skipped'
    }

    It 'tell a short time in seconds, and no size where none is known' {
        $null = New-DdbBackup Music @at -TimeoutMinutes 0.001 -ErrorAction SilentlyContinue -InformationVariable lines
        "$($lines[0])" | Should -Be 'Backing up DynamoDB tables, up to 0.06 s each.'
        $null = New-DdbBackup NoSuch @at -ErrorAction SilentlyContinue -InformationVariable lines
        "$($lines[-1])" | Should -Match '^1 backup: 0 created, 1 failed, 00:0\d$'
    }

    It 'tell every 30 s how far it is' {
        Set-EndpointSetting @{ backupSecondsMin = 33; backupSecondsMax = 33 }
        $null = 'Music', 'Users', 'NoSuch' | New-DdbBackup -Wait @at -ErrorAction SilentlyContinue -InformationVariable lines
        $lines | Should -HaveCount 3
        "$($lines[1])" | Should -Match '^0 of 3 available · 1 failed · 2 creating · 00:(29|3\d)$'
        $lines[1].Tags | Should -Be 'DynamoBackup'
    }

    It 'are written where the output is redirected, with -InformationAction Continue, and no bar is' {
        $script = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$manifest'; " +
            "New-DdbBackup Music -Wait -EndpointUrl $url -InformationAction Continue"
        $log = @(pwsh -NoProfile -NonInteractive -Command $script)
        $log[0] | Should -Be 'Backing up DynamoDB tables and waiting, up to 10 min each.'
        $log -match '^1 backup: 1 available, 0 failed, 00:0\d, ' | Should -HaveCount 1
        $log -match '^Music +Music-backup-\S+ +AVAILABLE ' | Should -HaveCount 1
        "$log" | Should -Not -Match 'DynamoDB backups|\e\[\?25'
    }

    It 'are not written where nobody asked' {
        pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; `$null = New-DdbBackup Music -EndpointUrl $url" |
            Should -BeNullOrEmpty
    }

    It 'tell the start and the end where nothing is given: <Command>' -ForEach @(
        @{ Command = 'New-DdbBackup'; More = @{}; Last = '0 backups: 0 created, 0 failed, 00:00' }
        @{ Command = 'Wait-DdbBackup'; More = @{}; Last = '0 backups: 0 available, 0 failed, 00:00' }
        @{ Command = 'Limit-DdbBackup'; More = @{ KeepLast = 1 }; Last = '0 tables: 0 backups kept, 0 deleted, 0 tables failed, *' }
    ) {
        @() | & $Command @More @at -InformationVariable lines
        $lines | Should -HaveCount 2
        "$($lines[1])" | Should -BeLike $Last
    }

    It 'are not written of a dry run that begins nothing' {
        $null = New-DdbBackup Music -WhatIf @at -InformationVariable lines 6>$null
        @($lines | Where-Object Tags -Contains DynamoBackup) | Should -BeNullOrEmpty
    }
}

Describe 'Verbose lines tell that' {
    BeforeAll {
        Reset-Endpoint
        function Get-Verbose([string] $Script) {
            $session = New-Session "$Script -Verbose"
            $null = $session.Invoke()
            @($session.Streams.Verbose) | ForEach-Object { "$_" }
            $session.Dispose()
        }
    }

    BeforeEach { Reset-Endpoint }

    It 'a backup was created, and is available' {
        $lines = Get-Verbose 'New-DdbBackup Music -BackupName nightly -Wait -PollIntervalSeconds 0.1 @at'
        $lines -match "^Backup 'nightly' of table 'Music' is created: arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/" |
            Should -HaveCount 1
        $lines -match "^Backup 'nightly' of table 'Music' is AVAILABLE\.$" | Should -HaveCount 1
    }

    It 'a call was tried again, and why' {
        Add-Fault @{ kind = 'throttle'; operation = 'CreateBackup'; times = 1 }
        (Get-Verbose 'New-DdbBackup Music @at') -match "of table 'Music' failed \(ThrottlingException\); trying again in 0\.\d s\.$" |
            Should -HaveCount 1
    }

    It 'a backup was adopted' {
        Add-Fault @{ kind = 'drop-after'; operation = 'CreateBackup'; times = 1 }
        $lines = Get-Verbose 'New-DdbBackup Music -BackupName nightly @at'
        $lines -match "^The outcome of creating 'nightly' of table 'Music' is unknown \(.+\); looking for it before another attempt\.$" |
            Should -HaveCount 1
        $lines -match "^Backup 'nightly' of table 'Music' exists: adopted\.$" | Should -HaveCount 1
    }

    It 'many are swept' {
        $lines = Get-Verbose 'Get-DDBTableList @at | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at'
        $lines -match '^Sweeping the backups of us-east-1: \d+ pending\.$' | Should -Not -BeNullOrEmpty
    }

    It 'all of that where a function, not the session, asks for verbose lines' {
        $session = New-Session 'function f { $VerbosePreference = "Continue"; $DebugPreference = "Continue"; New-DdbBackup Music @at }; f'
        $null = $session.Invoke()
        @($session.Streams.Verbose) -match "^Backup '\S+' of table 'Music' is created" | Should -HaveCount 1
        @($session.Streams.Debug) -match '^CreateBackup Music' | Should -HaveCount 1
        $session.Dispose()
    }

    It 'a backup timed out' {
        Set-EndpointSetting @{ backupSecondsMin = 60; backupSecondsMax = 60 }
        $lines = Get-Verbose 'New-DdbBackup Music -Wait -TimeoutMinutes 0.02 @at -ErrorAction SilentlyContinue'
        $lines -match "^Gave table 'Music' up: BackupTimeout\.$" | Should -HaveCount 1
    }
}

Describe 'Debug lines' {
    BeforeEach { Reset-Endpoint }

    It 'tell each call: operation, attempt, status, milliseconds and request id (<_>)' -ForEach @(
        '$DebugPreference = "Continue"; New-DdbBackup Music @at -Verbose'
        # Before 7.6 PowerShell takes -Debug for -Confirm as well.
        'New-DdbBackup Music @at -Verbose -Debug -Confirm:$false'
    ) {
        Add-Fault @{ kind = 'throttle'; operation = 'CreateBackup'; times = 1 }
        $session = New-Session $_
        $null = $session.Invoke()
        $lines = @($session.Streams.Debug) | ForEach-Object { "$_" }
        $lines -match '^CreateBackup Music in us-east-1, attempt 1: ThrottlingException, \d+ ms, request id \w+$' | Should -HaveCount 1
        $lines -match '^CreateBackup Music in us-east-1, attempt 2: 200, \d+ ms, request id \w+$' | Should -HaveCount 1
        $session.Dispose()
    }

    It 'come after $DebugPreference = ''Continue'' where nobody can be asked: with a warning, too' {
        $script = "Import-Module '$manifest'; `$DebugPreference = 'Continue'; " +
            "New-DdbBackup Music -Verbose -SkipCertificateCheck -EndpointUrl $url -Region us-east-1"
        $log = pwsh -NoProfile -NonInteractive -Command $script 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $log
        $log | Should -Match 'WARNING: .*any certificate is accepted'
        $log | Should -Match 'DEBUG: .*CreateBackup Music in us-east-1, attempt 1: 200'
        $log | Should -Match 'VERBOSE: .*of table ''Music'' is created'
        Get-CallCount CreateBackup | Should -Be 1
    }

    It 'come with -Debug only where somebody can answer what PowerShell asks at each warning' {
        $command = "New-DdbBackup Music -Verbose -Debug -Confirm:`$false -SkipCertificateCheck -EndpointUrl $url -Region us-east-1"
        $log = pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; $command" 2>&1 | Out-String
        $log | Should -Match 'NonInteractive mode'
        Get-CallCount CreateBackup | Should -Be 0
    }
}
