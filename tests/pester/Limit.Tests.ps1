# Limit-DdbBackup: what it deletes, what it never does, and what it asks.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/ChoiceHost.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }

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
                $common + @{ backupName = "$Table-backup-$($created.ToString('yyyyMMddHHmmss'))-abcd$('{0:0000}' -f $_)"; created = $created.ToString('o') }
            })
        $Table
    }

    # The ages in nights of what the AWS CLI sees of a table.
    function Get-Night([string] $Table, [string] $Region = 'us-east-1') {
        $listed = aws dynamodb list-backups --table-name $Table --endpoint-url $url --region $Region | ConvertFrom-Json
        $newest = [datetime]::UtcNow.Date.AddHours(-21)
        $listed.BackupSummaries | ForEach-Object {
            [math]::Round(($newest - [datetime]::UnixEpoch.AddSeconds($_.BackupCreationDateTime)).TotalDays)
        } | Sort-Object
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
}

AfterAll { Stop-Endpoint }

Describe 'Limit-DdbBackup' {
    BeforeEach { Reset-Endpoint }

    It '<Name> keeps what it says, and the AWS CLI sees that and nothing else' -ForEach @(
        @{ Name = '-KeepLast 3'; Rule = @{ KeepLast = 3 }; Nights = 10; Kept = 0, 1, 2 }
        @{ Name = '-KeepLast 99'; Rule = @{ KeepLast = 99 }; Nights = 4; Kept = 0, 1, 2, 3 }
        @{ Name = '-KeepWithinDays 2'; Rule = @{ KeepWithinDays = 2 }; Nights = 10; Kept = 0, 1, 2 }
        @{ Name = '-KeepDaily 4'; Rule = @{ KeepDaily = 4 }; Nights = 10; Kept = 0, 1, 2, 3 }
        @{ Name = '-KeepYearly 1 -KeepLast 2'; Rule = @{ KeepYearly = 1; KeepLast = 2 }; Nights = 5; Kept = 0, 1 }
    ) {
        $table = Add-Night $Nights
        $deleted = Limit-DdbBackup $table @Rule -Force @at
        Get-Night $table | Should -Be $Kept
        @($deleted).Count | Should -Be ($Nights - $Kept.Count)
        Get-CallCount DeleteBackup | Should -Be ($Nights - $Kept.Count)
        Get-CallCount ListBackups | Should -Be 2
    }

    It 'keeps one of each ISO week and month' {
        $table = Add-Night 70
        $null = Limit-DdbBackup $table -KeepWeekly 3 -KeepMonthly 2 -Force @at
        $kept = Get-Night $table
        $newest = [datetime]::UtcNow.Date.AddHours(-21)
        $days = 0..69
        $weeks = $days | Group-Object {
            $day = $newest.AddDays(-$_)
            "$([Globalization.ISOWeek]::GetYear($day))-$([Globalization.ISOWeek]::GetWeekOfYear($day))"
        }
        $months = $days | Group-Object { $newest.AddDays(-$_).ToString('yyyy-MM') }
        $expected = @(
            $weeks | ForEach-Object { $_.Group[0] } | Sort-Object | Select-Object -First 3
            $months | ForEach-Object { $_.Group[0] } | Sort-Object | Select-Object -First 2
        ) | Sort-Object -Unique
        $kept | Should -Be $expected
    }

    It 'emits each backup that it deleted, as DELETED' {
        $table = Add-Night 5
        $deleted = Limit-DdbBackup $table -KeepLast 3 -Force @at
        $deleted | Should -BeOfType Amazon.DynamoDBv2.Model.BackupDetails
        $deleted.BackupStatus.Value | Should -Be 'DELETED', 'DELETED'
        $deleted.TableName | Should -Be $table, $table
        $deleted.BackupArn | Should -Be (Get-RecordedCall DeleteBackup).target
    }

    It 'ends without a call where there is no keep rule' {
        { Limit-DdbBackup Music -Force @at } | Should -Throw -ErrorId 'NoKeepRule,DynamoBackup.LimitDdbBackupCommand'
        Get-CallCount | Should -Be 0
    }

    It 'refuses -<Parameter> <Value>' -ForEach @(
        'KeepLast', 'KeepDaily', 'KeepWeekly', 'KeepMonthly', 'KeepYearly', 'KeepWithinDays' | ForEach-Object {
            @{ Parameter = $_; Value = 0 }
            @{ Parameter = $_; Value = -1 }
        }
    ) {
        $rule = @{ $Parameter = $Value }
        { Limit-DdbBackup Music @rule -Force @at } | Should -Throw -ErrorId 'ParameterArgumentValidationError,DynamoBackup.LimitDdbBackupCommand'
        Get-CallCount | Should -Be 0
    }

    It 'leaves alone what has another name, type or status' {
        $table = Add-Night 4
        $other = @{ tableName = $table; account = '111122223333'; created = '2020-01-01T00:00:00Z' }
        $null = Add-EndpointBackup @(
            $other + @{ backupName = 'before-release' }
            $other + @{ backupName = "$table-backup-20200101000000-abcdefgh"; type = 'AWS_BACKUP' }
            $other + @{ backupName = "$table-backup-20200101000001-abcdefgh"; creatingSeconds = 600 }
        )
        @(Limit-DdbBackup $table -KeepLast 1 -Force @at).Count | Should -Be 3
        @(Get-BackupAtEndpoint | Where-Object { $_.tableName -eq $table -and $_.status -ne 'DELETED' }).Count | Should -Be 4
    }

    It 'deletes what -BackupName names, and nothing else' {
        $table = Add-Night 3
        $null = Add-EndpointBackup @(1..4 | ForEach-Object {
                @{ tableName = $table; account = '111122223333'; backupName = "release-$_"; created = "2026-01-0${_}T00:00:00Z" }
                @{ tableName = $table; account = '111122223333'; backupName = "Release-$_"; created = "2026-01-0${_}T00:00:00Z" }
            })
        (Limit-DdbBackup $table -BackupName 'release-*' -KeepLast 1 -Force @at).BackupName | Should -Be 'release-1', 'release-2', 'release-3'
        { Limit-DdbBackup $table -BackupName 'a[' -KeepLast 1 -Force @at } | Should -Throw -ErrorId 'InvalidBackupName,DynamoBackup.LimitDdbBackupCommand'
    }

    It 'limits a table that was made again apart from the one before it' {
        $table = Add-Night 7
        $null = Add-Night 5 $table @{ tableId = '11111111-2222-3333-4444-555555555555' }
        $plan = Limit-DdbBackup $table -KeepLast 7 -WhatIf @at
        @($plan | Where-Object Fate -eq Delete).Count | Should -Be 0
        $plan.TableId | Sort-Object -Unique | Should -HaveCount 2
        @(Limit-DdbBackup $table -KeepLast 2 -Force @at).Count | Should -Be (5 + 3)
    }
}

Describe 'Limit-DdbBackup takes' {
    BeforeEach { Reset-Endpoint }

    It 'names, ARNs, tables, backups and rows, each table once' {
        $table = Add-Night 4
        $arn = "arn:aws:dynamodb:us-east-1:111122223333:table/$table"
        $backups = Get-DDBBackupList -TableName $table @at
        $all = @($table, $table) + $backups + (Get-DDBTable $table @at) + [pscustomobject]@{ TableName = $table } + $arn
        @($all | Limit-DdbBackup -KeepLast 1 -Force @at).Count | Should -Be 3
        Get-CallCount DeleteBackup | Should -Be 3
        Get-CallCount ListBackups | Should -Be 2
    }

    It 'an ARN' {
        $table = Add-Night 3
        @(Limit-DdbBackup "arn:aws:dynamodb:us-east-1:111122223333:table/$table" -KeepLast 1 -Force -EndpointUrl $url).Count | Should -Be 2
    }

    It 'wildcards, listing the tables once' {
        $some = New-Name
        $null = 'a', 'b' | ForEach-Object { Add-Night 3 "$some-$_" }
        $null = Add-Night 3 "other-$some"
        @(Limit-DdbBackup "$some-*" -KeepLast 1 -Force @at).Count | Should -Be 4
        Get-Night "other-$some" | Should -HaveCount 3
        Get-CallCount ListTables | Should -Be 1
        Limit-DdbBackup "nosuch-*" -KeepLast 1 -Force @at @collect
        $errors.FullyQualifiedErrorId | Should -Be 'NoMatchingTable,DynamoBackup.LimitDdbBackupCommand'
    }

    It 'two regions, each by its own' {
        $table = Add-Night 3
        $null = Add-Night 5 $table @{ region = 'eu-west-1' }
        $rows = 'TableName,Region', "$table,us-east-1", "$table,eu-west-1" | ConvertFrom-Csv
        $deleted = $rows | Limit-DdbBackup -KeepLast 2 -Force -EndpointUrl $url
        $deleted.Region | Group-Object | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object | Should -Be 'eu-west-1 3', 'us-east-1 1'
        Get-RecordedCall DeleteBackup | ForEach-Object { $_.target | Should -Match ":$($_.region):" }
    }

    It 'no ARN of a region other than -Region' {
        $table = Add-Night 3
        Limit-DdbBackup "arn:aws:dynamodb:eu-west-1:111122223333:table/$table" -KeepLast 1 -Force @at @collect
        $errors.FullyQualifiedErrorId | Should -Be 'RegionMismatch,DynamoBackup.LimitDdbBackupCommand'
        Get-CallCount | Should -Be 0
    }

    It 'a pipeline of new backups; a table whose new one fails keeps all its old ones' {
        $good, $bad = (Add-Night 9), (Add-Night 9)
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; table = $bad; code = 'ValidationException' }
        $deleted = $good, $bad | New-DdbBackup -Wait @at @collect | Limit-DdbBackup -KeepLast 7 -Force
        $errors | Should -HaveCount 1
        $deleted.TableName | Sort-Object -Unique | Should -Be $good
        @($deleted).Count | Should -Be 3
        Get-Night $bad | Should -HaveCount 9
        Get-Night $good | Should -HaveCount 7
    }

    It 'a new backup that listings lag behind as one of those it counts' {
        $table = Add-Night 7
        Set-EndpointSetting @{ listingLagMs = 60000 }
        try {
            $deleted = $table | New-DdbBackup -Wait @at | Limit-DdbBackup -KeepLast 7 -Force
        } finally {
            Set-EndpointSetting @{ listingLagMs = 0 }
        }
        @($deleted).Count | Should -Be 1
        Get-Night $table | Should -HaveCount 7
    }

    It 'a thousand old backups' {
        $table = Add-Night 1000
        @(Limit-DdbBackup $table -KeepLast 990 -Force @at).Count | Should -Be 10
        Get-CallCount ListBackups | Should -Be 10
        (Get-EndpointStatistic | Where-Object operation -eq DeleteBackup).peak | Should -BeLessOrEqual 10
    }
}

Describe 'Limit-DdbBackup asks' {
    BeforeEach { Reset-Endpoint }

    It 'before each deletion, naming table, backup, age and size' {
        $table = Add-Night 5
        $result = Invoke-Asked "Limit-DdbBackup $table -KeepLast 3 @at" Y, Y
        $result.Asked | Should -HaveCount 2
        $result.Asked[0] | Should -Match "DeleteBackup"
        $result.Asked[0] | Should -Match "backup '$table-backup-\d{14}-abcd000[34]' of table '$table' in us-east-1, \d+ days old, 1\.0 MB"
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
        $pwsh = (Get-Process -Id $PID).Path
        $out = & $pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; Limit-DdbBackup $table -KeepLast 3 -EndpointUrl $url -Region us-east-1" 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        "$out" | Should -Match 'NonInteractive'
        Get-Night $table | Should -HaveCount 4
        Get-CallCount DeleteBackup | Should -Be 0
    }
}

Describe 'Limit-DdbBackup -WhatIf' {
    BeforeEach { Reset-Endpoint }

    It 'deletes nothing, also with -Force, and tells the fate and the reason of each' {
        $table = Add-Night 5
        $null = Add-EndpointBackup @{ tableName = $table; account = '111122223333'; backupName = 'before-release'; created = '2026-01-01T00:00:00Z' }
        $plan = Limit-DdbBackup $table -KeepLast 3 -KeepDaily 1 -WhatIf -Force @at
        Get-CallCount DeleteBackup | Should -Be 0
        $plan | Should -BeOfType DynamoBackup.Output.PlannedTableBackup
        $plan.Fate | Should -Be Keep, Keep, Keep, Delete, Delete, Ignore
        $plan[0].Reason | Should -Match '^last 1, daily \d{4}-\d\d-\d\d$'
        $plan[5].Reason | Should -Be 'another name'
        $plan[3].SizeBytes | Should -Be 1048576
        [math]::Floor($plan[3].Age.TotalDays) | Should -BeGreaterOrEqual 3
        $plan[0].PSObject.Properties.Name | Should -Not -Contain BackupArn
    }

    It 'says what would go, and the sum' {
        $table = Add-Night 5
        $pwsh = (Get-Process -Id $PID).Path
        $out = & $pwsh -NoProfile -Command "Import-Module '$manifest'; Limit-DdbBackup $table -KeepLast 3 -WhatIf -EndpointUrl $url -Region us-east-1 | Out-Null"
        $out | Where-Object { $_ -match "^What if: .*Limit-DdbBackup \(DeleteBackup\).*backup '$table-backup-" } | Should -HaveCount 2
        $out[-1] | Should -Be 'What if: In all, 2 backups of 1 table would be deleted, 2.0 MB; 3 would be kept.'
    }

    It 'shows the plan as a table' {
        $table = Add-Night 3
        $text = Limit-DdbBackup $table -KeepLast 1 -WhatIf @at | Out-String -Width 200
        $text | Should -Match 'TableName +BackupName +Fate +Reason +Size +Age'
        $text | Should -Match 'Delete +no rule keeps it +1\.0 MB'
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
            $null = $bad, $good | Limit-DdbBackup -KeepLast 3 -Force @at -ErrorAction Stop -WarningVariable warnings -WarningAction SilentlyContinue
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
        $lines.Tags | Sort-Object -Unique | Should -Be DynamoBackup
    }
}
