# Limit-DdbBackup: what it asks, what it shows, and what it does where the service fails.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
}

AfterAll { Stop-Endpoint }

Describe 'Limit-DdbBackup asks' {
    BeforeEach { Reset-Endpoint }

    It 'before each deletion, naming table, account, backup, age and size' {
        $table = Add-Night 5
        $result = Invoke-Asked "Limit-DdbBackup $table -KeepLast 3 @at" Y, Y
        $result.Asked | Should -HaveCount 2
        $result.Asked[0] | Should -Match "DeleteBackup"
        $result.Asked[0] | Should -Match ("backup '$table-backup-\d{14}-abcd000[34]' of table '$table' in us-east-1, " +
            'account 111122223333, \d+ days old, 1\.0 MB')
        Get-Night $table | Should -Be 0, 1, 2
        $result.Output | Should -HaveCount 2
    }

    It '<Answers>: <Left> stay' -ForEach @(
        @{ Answers = 'Y', 'N', 'Y'; Left = 3 + 1; Times = 3 }
        @{ Answers = @('A'); Left = 3; Times = 1 }
        @{ Answers = 'N', 'N', 'N'; Left = 6; Times = 3 }
        @{ Answers = @('L'); Left = 6; Times = 1 }
        @{ Answers = 'Y', 'L'; Left = 5; Times = 2 }
    ) {
        $table = Add-Night 6
        $result = Invoke-Asked "Limit-DdbBackup $table -KeepLast 3 @at" $Answers
        $result.Asked | Should -HaveCount $Times
        Get-Night $table | Should -HaveCount $Left
        Get-CallCount DeleteBackup | Should -Be (6 - $Left)
    }

    It 'nothing with <Option>' -ForEach @(@{ Option = '-Force' }, @{ Option = '-Confirm:$false' }) {
        $table = Add-Night 4
        (Invoke-Asked "Limit-DdbBackup $table -KeepLast 3 $Option @at" @()).Asked | Should -HaveCount 0
        Get-Night $table | Should -HaveCount 3
    }

    It 'with -Force -Confirm even so' {
        $table = Add-Night 4
        (Invoke-Asked "Limit-DdbBackup $table -KeepLast 3 -Force -Confirm @at" N).Asked | Should -HaveCount 1
        Get-Night $table | Should -HaveCount 4
    }

    It 'in a script without -Force: it deletes nothing and fails' {
        $table = Add-Night 4
        $command = "Limit-DdbBackup $table -KeepLast 3 -EndpointUrl $url -Region us-east-1"
        $out = pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; $command" 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        ("$out" -replace '\s+', ' ') | Should -Match "of table '$table' was not deleted: it needs confirmation, .*-Force"
        Get-Night $table | Should -HaveCount 4
        Get-CallCount DeleteBackup | Should -Be 0
    }
}

Describe 'Limit-DdbBackup -WhatIf' {
    BeforeEach { Reset-Endpoint }

    It 'deletes nothing, also with -Force, and tells the fate and the reason of each' {
        $table = Add-Night 5
        $other = @{ tableName = $table; account = '111122223333'; created = '2026-01-01T00:00:00Z' }
        $null = Add-EndpointBackup ($other + @{ backupName = 'before-release' })
        $plan = Limit-DdbBackup $table -KeepLast 3 -KeepDaily 1 -WhatIf -Force @at
        Get-CallCount DeleteBackup | Should -Be 0
        $plan | Should -BeOfType DynamoBackup.Output.PlannedTableBackup
        $plan.Fate | Should -Be Keep, Keep, Keep, Delete, Delete, Ignore
        $plan[0].Reason | Should -Match '^last 1, daily \d{4}-\d\d-\d\d$'
        $plan[5].Reason | Should -Be 'another name'
        $plan[3].BackupSizeBytes | Should -Be 1048576
        [math]::Floor($plan[3].Age.TotalDays) | Should -BeGreaterOrEqual 3
    }

    It 'has the names of a deleted backup''s properties, so that what reads those reads the plan' {
        $table = Add-Night 2
        $plan = Limit-DdbBackup $table -KeepLast 1 -WhatIf @at
        $csv = $plan | Select-Object TableName, BackupName, BackupArn, BackupCreationDateTime, BackupSizeBytes | ConvertTo-Csv |
            ConvertFrom-Csv
        $deleted = Limit-DdbBackup $table -KeepLast 1 -Force @at
        foreach ($name in 'TableName', 'Region', 'BackupName', 'BackupArn', 'BackupType', 'BackupSizeBytes', 'BackupCreationDateTime') {
            "$($plan[1].$name)" | Should -Be "$($deleted.$name)" -Because $name
        }
        $csv[1].BackupArn | Should -Be $deleted.BackupArn
        $plan[1].BackupStatus | Should -Be AVAILABLE
        $plan[1].BackupCreationDateTime.Kind | Should -Be Utc
        $names = $plan[1].PSObject.Properties.Name
        [Amazon.DynamoDBv2.Model.BackupDetails].GetProperties().Name | ForEach-Object { $names | Should -Contain $_ }
    }

    It 'has its fate as text, in JSON too' {
        $plan = Limit-DdbBackup (Add-Night 2) -KeepLast 1 -WhatIf @at
        ($plan | ConvertTo-Json | ConvertFrom-Json).Fate | Should -Be Keep, Delete
        @($plan | Where-Object Fate -EQ delete).Count | Should -Be 1
    }

    It 'emits what other commands take, and where it was found goes along: <Name>' -ForEach @(
        @{ Name = 'Wait-DdbBackup'; Script = { $plan | Where-Object Fate -EQ Delete | Wait-DdbBackup } }
        @{ Name = 'Remove-DDBBackup'; Script = { $plan | Where-Object Fate -EQ Delete | Remove-DDBBackup -Force } }
        @{ Name = 'Limit-DdbBackup'; Script = { $plan | Limit-DdbBackup -KeepLast 1 -Force } }
    ) {
        $table = Add-Night 2
        $plan = Limit-DdbBackup $table -KeepLast 1 -WhatIf @at
        $output = & $Script
        @($output).Count | Should -Be 1
        Get-Night $table | Should -Be ($Name -eq 'Wait-DdbBackup' ? @(0, 1) : 0)
    }

    It 'has a BackupArn only for what would go: no command that deletes takes what is kept' {
        $table = Add-Night 4
        $plan = Limit-DdbBackup $table -KeepLast 3 -WhatIf @at
        $plan.BackupArn | Should -Be $null, $null, $null, $plan[3].Arn
        { $plan | Remove-DDBBackup -Force } | Should -Throw
        Get-Night $table | Should -HaveCount 4
    }

    It 'says in a line for each table how many would go, and the sum of several, as each backup''s fate is the output' {
        $some = New-Name
        $null = Add-Night 5 "$some-a"
        $null = Add-Night 4 "$some-b"
        $null = Add-Night 2 "$some-c"
        $rest = "-KeepLast 3 -WhatIf -Force -EndpointUrl $url -Region us-east-1 | Out-Null"
        $lines = pwsh -NoProfile -Command "Import-Module '$manifest'; Limit-DdbBackup '$some-*' $rest"
        # Tables come as they are listed; the sum comes last.
        $lines[0..1] | Sort-Object | Should -Be @(
            "What if: 1 backup of table '$some-b' in us-east-1, account 111122223333, would be deleted, 1.0 MB; 3 would be kept."
            "What if: 2 backups of table '$some-a' in us-east-1, account 111122223333, would be deleted, 2.0 MB; 3 would be kept."
        )
        $lines[2..9] | Should -Be 'What if: In all, 3 backups of 3 tables would be deleted, 3.0 MB; 8 would be kept.'
        pwsh -NoProfile -Command "Import-Module '$manifest'; Limit-DdbBackup '$some-b' $rest" |
            Should -Be "What if: 1 backup of table '$some-b' in us-east-1, account 111122223333, would be deleted, 1.0 MB; 3 would be kept."
        pwsh -NoProfile -Command "Import-Module '$manifest'; Limit-DdbBackup '$some-c' $rest" |
            Should -Be 'What if: In all, 0 backups of 1 table would be deleted, 0 B; 2 would be kept.'
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'shows the plan as a table' {
        $table = Add-Night 3
        $text = Limit-DdbBackup $table -KeepLast 1 -WhatIf @at | Out-String -Width 200
        $text | Should -Match 'TableName +Backup +Fate +Reason +Size +Age'
        $text | Should -Match 'Delete +no rule keeps it +1\.0 MB'
    }

    It 'cuts neither fate, reason, size nor age of it at <_> columns' -ForEach 60, 80, 120 {
        $table = Add-Night 3
        $null = Limit-DdbBackup $table -KeepLast 1 -WhatIf @at
        $lines = (Limit-DdbBackup $table -KeepLast 1 -WhatIf @at | Out-String -Width $_).Split("`n").TrimEnd() | Where-Object { $_ }
        $lines[0] | Should -Match '^TableName +Backup +Fate +Reason +Size +Age$'
        $lines | Should -HaveCount 5
        $lines[2] | Should -Match 'Keep +last 1 +1\.0 MB +[\d.]+ (d|h|min)$'
        $lines[-1] | Should -Match 'Delete +no rule keeps it +1\.0 MB +[\d.]+ (d|h|min)$'
    }

    It 'counts those of other names apart' {
        $table = Add-Night 3
        $null = Add-EndpointBackup @(@{ tableName = $table; account = '111122223333'; backupName = 'before-release' })
        $command = "Limit-DdbBackup $table -KeepLast 1 -WhatIf -EndpointUrl $url -Region us-east-1"
        @(pwsh -NoProfile -Command "Import-Module '$manifest'; $command | Out-Null")[-1] |
            Should -BeLike '*1 would be kept, and 1 that the rules are not about.'
    }

    It 'refuses a template for -BackupName, which no name can match' {
        { Limit-DdbBackup Music -KeepLast 1 -BackupName '{table}-nightly' -WhatIf @at } |
            Should -Throw '*takes no template*' -ErrorId 'InvalidBackupName,DynamoBackup.LimitDdbBackupCommand'
    }
}

Describe 'Where the service fails' {
    BeforeEach { Reset-Endpoint }

    It '<Kind> of DeleteBackup is tried again, and nothing more goes' -ForEach @(
        'drop-before', 'drop-after', 'error-before', 'error-after', 'throttle', 'in-use', 'unavailable' | ForEach-Object { @{ Kind = $_ } }
    ) {
        $table = Add-Night 5
        Add-Fault @{ kind = $Kind; operation = 'DeleteBackup'; times = 2 }
        $deleted = Limit-DdbBackup $table -KeepLast 3 -Force @at @collect
        $errors | Should -HaveCount 0
        @($deleted).Count | Should -Be 2
        Get-Night $table | Should -Be 0, 1, 2
    }

    It 'a table whose listing ends badly loses nothing: <Kind>' -ForEach @(
        'endless-list', 'null-row', 'row-without-arn' | ForEach-Object { @{ Kind = $_; Id = 'ListingIncomplete' } }
    ) {
        $table = Add-Night 120
        Add-Fault @{ kind = $Kind; operation = 'ListBackups' }
        Limit-DdbBackup $table -KeepLast 3 -Force @at @collect
        $errors.FullyQualifiedErrorId | Should -Be "$Id,DynamoBackup.LimitDdbBackupCommand"
        $errors[0].TargetObject | Should -Be $table
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'a permission that is missing is one error a table, and names what to allow' {
        $table = Add-Night 9
        Add-Fault @{ kind = 'refuse'; operation = 'DeleteBackup'; code = 'AccessDeniedException' }
        Limit-DdbBackup $table -KeepLast 3 -Force @at @collect
        $errors.FullyQualifiedErrorId | Should -Be 'AccessDenied,DynamoBackup.LimitDdbBackupCommand'
        $errors[0].CategoryInfo.Category | Should -Be PermissionDenied
        $errors[0].ErrorDetails.RecommendedAction | Should -Match 'dynamodb:DeleteBackup'
        Get-Night $table | Should -HaveCount 9
    }

    It '-ErrorAction Stop ends at the first error, warns, and deletes nothing more' {
        $good, $bad = (Add-Night 40), (Add-Night 4)
        Add-Fault @{ kind = 'null-row'; operation = 'ListBackups'; table = $bad }
        $caught = $null
        try {
            $quiet = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
            $null = $bad, $good | Limit-DdbBackup -KeepLast 3 -Force @at -ErrorAction Stop @quiet
        } catch {
            $caught = $_
        }
        $caught.FullyQualifiedErrorId | Should -Be 'ListingIncomplete,DynamoBackup.LimitDdbBackupCommand'
        "$warnings" | Should -Match 'deletes nothing more'
        $before = Get-CallCount DeleteBackup
        # As long as the next ten would have taken.
        $limit = [Diagnostics.Stopwatch]::StartNew()
        Wait-Until { $limit.Elapsed.TotalSeconds -gt 1.2 }
        Get-CallCount DeleteBackup | Should -Be $before
        $before | Should -BeLessThan 37
    }

    It '-ErrorAction Stop names what may be gone: the deletions that were asked for and not answered' {
        $good, $bad = (Add-Night 9), (Add-Night 4)
        # The error comes after two more attempts: by then all deletions are asked for.
        Add-Fault @{ kind = 'error-before'; operation = 'ListBackups'; table = $bad; times = 2 }
        Add-Fault @{ kind = 'null-row'; operation = 'ListBackups'; table = $bad }
        Add-Fault @{ kind = 'hang-after'; operation = 'DeleteBackup'; table = $good }
        $caught = $null
        try {
            $quiet = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
            $null = $good, $bad | Limit-DdbBackup -KeepLast 3 -Force @at -ErrorAction Stop @quiet
        } catch {
            $caught = $_
        }
        Get-Night $good | Should -HaveCount 3
        $caught.Exception.Data['BackupArn'] | Should -HaveCount 6
        "$warnings" | Should -Match 'Of 6 backups the deletion was asked for, and not answered yet; they may be gone: arn:'
    }

    It 'Ctrl+C in the middle: nothing after, and a second run ends what it began' {
        $table = Add-Night 60
        $session = New-Session "Limit-DdbBackup $table -KeepLast 3 -Force @at"
        $running = $session.BeginInvoke()
        Wait-Until { (Get-CallCount DeleteBackup) -ge 5 }
        $session.Stop()
        $count = Get-CallCount DeleteBackup
        $session.Dispose()
        # As long as the next ten would have taken.
        $limit = [Diagnostics.Stopwatch]::StartNew()
        Wait-Until { $limit.Elapsed.TotalSeconds -gt 1.2 }
        Get-CallCount DeleteBackup | Should -Be $count
        $count | Should -BeLessThan 57
        $null = Limit-DdbBackup $table -KeepLast 3 -Force @at
        Get-Night $table | Should -Be 0, 1, 2
    }
}

Describe 'The report of Limit-DdbBackup' {
    BeforeEach { Reset-Endpoint }

    It 'ends in a line with tables, kept, deleted and bytes freed' {
        $table = Add-Night 5
        $null = Limit-DdbBackup $table -KeepLast 3 -Force @at -InformationVariable lines
        "$($lines[0])" | Should -Be 'Limiting the backups of DynamoDB tables.'
        "$($lines[-1])" | Should -Match '^1 table: 3 backups kept, 2 deleted, 0 tables failed, 00:\d\d, 2\.0 MB freed$'
    }

    It 'says with -WhatIf that nothing was deleted' {
        $table = Add-Night 5
        $lines = & { Limit-DdbBackup $table -KeepLast 3 -WhatIf @at -InformationAction SilentlyContinue | Out-Null } 6>&1
        "$($lines[-1])" | Should -Match '^1 table: nothing deleted \(-WhatIf\), 0 tables failed, 00:\d\d$'
        $lines.Tags | Sort-Object -Unique | Should -Be DynamoBackup
    }
}
