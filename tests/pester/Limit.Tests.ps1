# Limit-DdbBackup: what it takes and what it deletes.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
}

AfterAll { Stop-Endpoint }

Describe 'Limit-DdbBackup' {
    BeforeEach { Reset-Endpoint }

    It '<Name> keeps what it says and nothing else' -ForEach @(
        @{ Name = '-KeepLast 3'; Rule = @{ KeepLast = 3 }; Nights = 10; Kept = 0, 1, 2 }
        @{ Name = '-KeepLast 99'; Rule = @{ KeepLast = 99 }; Nights = 4; Kept = 0, 1, 2, 3 }
        @{ Name = '-KeepWithinDays 2'; Rule = @{ KeepWithinDays = 2 }; Nights = 10; Kept = 0, 1, 2 }
        @{ Name = '-KeepWithinDays, a timespan'; Rule = @{ KeepWithinDays = [timespan]'2.00:00' }; Nights = 10; Kept = 0, 1, 2 }
        @{ Name = '-KeepDaily 4'; Rule = @{ KeepDaily = 4 }; Nights = 10; Kept = 0, 1, 2, 3 }
        @{ Name = '-KeepYearly 1 -KeepLast 2'; Rule = @{ KeepYearly = 1; KeepLast = 2 }; Nights = 5; Kept = 0, 1 }
    ) {
        $table = Add-Night $Nights
        $deleted = Limit-DdbBackup $table @Rule -Force @at
        Get-Night $table | Should -Be $Kept
        @($deleted).Count | Should -Be ($Nights - $Kept.Count)
        Get-CallCount DeleteBackup | Should -Be ($Nights - $Kept.Count)
        Get-CallCount ListBackups | Should -Be 1
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
        # Two deletions that start together may arrive in either order.
        $deleted.BackupArn | Sort-Object | Should -Be ((Get-RecordedCall DeleteBackup).target | Sort-Object)
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
        $id = 'ParameterArgumentValidationError,DynamoBackup.LimitDdbBackupCommand'
        { Limit-DdbBackup Music @rule -Force @at } | Should -Throw -ErrorId $id
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
        $deleted = Limit-DdbBackup $table -BackupName 'release-*' -KeepLast 1 -Force @at
        $deleted.BackupName | Sort-Object | Should -Be 'release-1', 'release-2', 'release-3'
        $id = 'InvalidBackupName,DynamoBackup.LimitDdbBackupCommand'
        { Limit-DdbBackup $table -BackupName 'a[' -KeepLast 1 -Force @at } | Should -Throw -ErrorId $id
    }

    It 'limits a table that was made again apart from the one before it' {
        $table = Add-Night 7
        $null = Add-Night 5 $table @{ tableId = '11111111-2222-3333-4444-555555555555' }
        $plan = Limit-DdbBackup $table -KeepLast 7 -WhatIf @at
        @($plan | Where-Object Fate -eq Delete).Count | Should -Be 0
        $plan.TableId | Sort-Object -Unique | Should -HaveCount 2
        $deleted = Limit-DdbBackup $table -KeepLast 2 -Force @at
        $deleted | Group-Object TableId | ForEach-Object Count | Sort-Object | Should -Be 3, 5
        ($deleted | Where-Object TableId -EQ '11111111-2222-3333-4444-555555555555').Count | Should -Be 3
    }
}

Describe 'Limit-DdbBackup, where there is nothing to limit,' {
    BeforeAll {
        $warn = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue'; Force = $true }
        function Add-Named([string] $Name, [string] $Table = (New-Name)) {
            Add-EndpointTable @{ tableName = $Table; account = '111122223333'; region = 'us-east-1' }
            $null = Add-EndpointBackup @{ tableName = $Table; account = '111122223333'; region = 'us-east-1'; backupName = $Name }
            $Table
        }
    }
    BeforeEach { Reset-Endpoint }

    It 'warns once of the tables that have no backups, naming three' {
        $good = Add-Night 3
        @('t-a', 't-b', $good, 't-c', 't-d', 't-e' | Limit-DdbBackup -KeepLast 1 @at @warn).Count | Should -Be 2
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match "^Tables 't-[a-e]', 't-[a-e]', 't-[a-e]' and 2 more have no backups\. "
        "$warnings" | Should -BeLike "*: Get-DDBTableList -Region us-east-1 -EndpointUrl $url"
    }

    It 'warns of a table whose backups have other names, and says how to see them' {
        $table = Add-Named monday-nightly
        Limit-DdbBackup $table -KeepLast 1 -BackupName '*-weekly' @at @warn | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike ("Table '$table' has only backups of other names than -BackupName takes. *'[*]-nightly'*" +
            ": Get-DDBBackupList -TableName $table -Region us-east-1 -EndpointUrl $url")
        Limit-DdbBackup "arn:aws:dynamodb:us-east-1:111122223333:table/$table" -KeepLast 1 @at @warn
        "$warnings" | Should -Match "^Table '$table' has only backups of other names than New-DdbBackup makes by itself\."
        Limit-DdbBackup $table -KeepLast 1 -BackupName '*-nightly' @at @warn
        $warnings | Should -BeNullOrEmpty
    }

    It 'warns with -WhatIf, too, and once for each of the two' {
        $table = Add-Named before-release
        $null = Limit-DdbBackup NoSuch, $table -KeepLast 1 -WhatIf @at @warn
        $warnings | Should -HaveCount 2
        "$($warnings[0])" | Should -BeLike "Table 'NoSuch' has no backups. *"
        "$($warnings[1])" | Should -BeLike "Table '$table' has only backups of other names*"
    }

    It 'says it of the tables of a wildcard to who reads verbose lines alone' {
        $some = New-Name
        Add-EndpointTable @{ tableName = "$some-none"; account = '111122223333'; region = 'us-east-1' }
        $null = Add-Named before-release "$some-other"
        $lines = Limit-DdbBackup "$some-*" -KeepLast 1 @at @warn -Verbose 4>&1 | ForEach-Object { "$_" }
        $warnings | Should -BeNullOrEmpty
        $lines | Should -Contain "Table '$some-none' has no backups."
        $lines | Should -Contain "Table '$some-other' has only backups of other names than New-DdbBackup makes by itself."
    }

    It 'warns of tables whose backups are all left alone, not for their names alone, and says why, once for all' {
        $tables = 1..5 | ForEach-Object { Add-Named before-release }
        $null = Add-EndpointBackup @($tables | ForEach-Object {
                $made = @{ tableName = $_; account = '111122223333'; region = 'us-east-1'; creatingSeconds = 600 }
                1..2 | ForEach-Object { $made + @{ backupName = "$($made.tableName)-backup-2020010100000$_-abcdefgh" } }
            })
        $tables[0] | Limit-DdbBackup -KeepLast 1 @at @warn | Should -BeNullOrEmpty
        "$warnings" | Should -Be ("Table '$($tables[0])' has only backups that are left alone: 2 (CREATING), 1 (another name). " +
            '-WhatIf shows each.')
        $tables + $tables | Limit-DdbBackup -KeepLast 1 @at @warn | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match ("^Tables '\w+', '\w+', '\w+' and 2 more have only backups that are left alone: " +
            '10 \(CREATING\), 5 \(another name\)\. -WhatIf shows each\.$')
        $lines = Limit-DdbBackup "$($tables[0])*" -KeepLast 1 @at @warn -Verbose 4>&1 | ForEach-Object { "$_" }
        $lines | Should -Contain "Table '$($tables[0])' has only backups that are left alone: 2 (CREATING), 1 (another name)."
        $warnings | Should -BeNullOrEmpty
        # One that counts is enough.
        $tables | Limit-DdbBackup -KeepLast 1 -BackupName * @at @warn | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
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

    It 'keeps each backup that the pipeline has created, also two of one table' {
        $table = Add-Night 3
        $deleted = $table, $table | New-DdbBackup -Wait @at | Limit-DdbBackup -KeepLast 1 -Force
        @($deleted).Count | Should -Be 3
        @(Get-BackupAtEndpoint "$table-*" | Where-Object status -EQ AVAILABLE).Count | Should -Be 2
    }

    It 'nothing of a table with an impossible creation time, such as <Created>' -ForEach @(
        @{ Created = '2100-01-01T00:00:00Z' }
        @{ Created = '2010-01-01T00:00:00Z' }
    ) {
        $table = Add-Night 3
        $null = Add-EndpointBackup @{
            tableName = $table; account = '111122223333'; region = 'us-east-1'; backupName = "$table-odd"; created = $Created
        }
        $table | New-DdbBackup -Wait @at | Limit-DdbBackup -KeepLast 1 -Force @collect | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'ListingIncomplete,DynamoBackup.LimitDdbBackupCommand'
        "$errors" | Should -Match $Created.Substring(0, 10)
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'no backup of a deleted table by a wildcard, which -Verbose says; by its name it does' {
        $some = New-Name
        $null = Add-Night 3 "$some-a"
        $null = Add-Night 3 "$some-b" @{ tableId = "$(New-Guid)" }
        $verbose = Limit-DdbBackup "$some-*" -KeepLast 1 -Force -Verbose @at 4>&1 |
            Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        Get-Night "$some-b" | Should -HaveCount 3
        @($verbose -match "'$some-\*' matches 1 table in us-east-1\. Wildcards match existing tables only") | Should -HaveCount 1
        @(Limit-DdbBackup "$some-b" -KeepLast 1 -Force @at) | Should -HaveCount 2
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

    It 'a pipeline of new backups whose names the rules are not about: it warns of each table before anything of it goes' {
        $tables = (Add-Night 3), (Add-Night 3), (Add-Night 3)
        $made = $tables | New-DdbBackup -BackupName '{table}-n2' -Wait @at
        $order = $made | Limit-DdbBackup -KeepLast 2 -Force @at 3>&1
        $warnings, $deleted = $order.Where({ $_ -is [Management.Automation.WarningRecord] }, 'Split')
        $warnings | Should -HaveCount 3
        $deleted | Should -HaveCount 3
        "$($warnings[0])" | Should -Match "^Backup '.*-n2' of table '.*' came through the pipeline, and the rules are not about its name: "
        "$($warnings[1])" | Should -Match "^Nor are they about the name of '.*-n2', piped for table '.*': they delete of its others\.$"
        foreach ($table in $tables) {
            $lines = @($order | ForEach-Object { $_.TableName ?? "$_" } | Where-Object { $_ -match "'$table'|^$table`$" })
            $lines[0] | Should -BeLike "*'$table'*"
            $lines[1] | Should -Be $table
        }
        # With its name given there is nothing to warn of.
        $made | Limit-DdbBackup -KeepLast 1 -BackupName '*-n2' -Force @at 3>&1 | Should -BeNullOrEmpty
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

Describe 'Of a table whose deletions have no answer' {
    BeforeEach { Reset-Endpoint }
    AfterEach { Reset-Endpoint }

    It 'all that is gone is named, also where the credentials expire then' {
        $table = Add-Night 8
        Add-Fault @{ operation = 'DeleteBackup'; kind = 'drop-after'; times = 4 }
        Add-Fault @{ operation = 'DeleteBackup'; kind = 'refuse'; code = 'ExpiredTokenException' }
        Limit-DdbBackup $table -KeepLast 3 -Force @at @collect -WarningVariable warnings -WarningAction SilentlyContinue |
            Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -Match '^(CredentialsRejected|BackupOutcomeUnknown),'
        $warnings | Should -HaveCount 1
        $gone = (Get-BackupAtEndpoint "$table-*" | Where-Object status -EQ DELETED).backupArn
        $gone | Should -HaveCount 4
        $gone | ForEach-Object { "$warnings $($errors[0].TargetObject.BackupArn)" | Should -BeLike "*$_*" }
    }

    It 'none is denied where it cannot be listed again' {
        $table = Add-Night 8
        Add-Fault @{ operation = 'DeleteBackup'; kind = 'refuse'; code = 'BackupNotFoundException'; times = 1 } # Somebody else did.
        Add-Fault @{ operation = 'DeleteBackup'; kind = 'refuse'; code = 'BackupInUseException'; times = 1 }
        Add-Fault @{ operation = 'ListBackups'; kind = 'refuse'; code = 'AccessDeniedException'; skip = 1 }
        $deleted = Limit-DdbBackup $table -KeepLast 3 -Force @at @collect
        $deleted | Should -Not -BeNullOrEmpty
        "$($errors[0])" | Should -BeLike "No more backups of table '$table' are deleted: *"
    }
}
