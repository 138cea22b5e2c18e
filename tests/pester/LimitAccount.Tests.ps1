# Limit-DdbBackup where a backup or a table that it is given is of another account than the credentials: nothing is deleted there.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
    # The session's own account is 111122223333; a has tables and backups of the same names.
    $own, $other = '111122223333', '222233334444'
    "[a]`naws_access_key_id=AKIA$other`naws_secret_access_key=secret" | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
    $a = New-AWSCredential -AccessKey "AKIA$other" -SecretKey secret

    # A table of both accounts, with old nightly backups of the same names.
    function Add-ToBoth([int] $Count) {
        $table = Add-Night $Count
        Add-Night $Count $table @{ account = $other }
    }

    function Get-Left([string] $Table, [string] $Account) {
        @(Get-BackupAtEndpoint | Where-Object { $_.tableName -eq $Table -and $_.account -eq $Account -and $_.status -ne 'DELETED' }).Count
    }

    function Assert-OtherAccount([Management.Automation.ErrorRecord[]] $Records, [string] $Table) {
        $Records | Should -HaveCount 1
        $Records[0].FullyQualifiedErrorId | Should -Be 'AccountMismatch,DynamoBackup.LimitDdbBackupCommand'
        $Records[0].CategoryInfo.Category | Should -Be InvalidArgument
        "$($Records[0])" | Should -Be ("No backup of table '$Table' was deleted: its ARN is of account $other, " +
            "and the credentials lead to account $own in us-east-1.")
        $Records[0].ErrorDetails.RecommendedAction | Should -Match "-ProfileName or the credentials of account $other"
        Get-CallCount DeleteBackup | Should -Be 0
    }
}

AfterAll { Stop-Endpoint }

Describe 'Limit-DdbBackup with the credentials of an account, given of another' {
    BeforeEach {
        Reset-Endpoint
        $table = Add-ToBoth 6
    }

    It '<Form>, deletes nothing in either, and names both' -ForEach @(
        @{ Form = 'the listed backups of a table'; Make = { Get-DDBBackupList -TableName $table -ProfileName a @at } }
        @{ Form = 'a listed backup as an ARN'; Make = { (Get-DDBBackupList -TableName $table -ProfileName a @at)[0].BackupArn } }
        @{ Form = 'a new backup'; Make = { $table | New-DdbBackup -Credential $a -Wait @at } }
        @{
            Form = 'a new backup through JSON'
            Make = {
                $made = $table | New-DdbBackup -Credential $a -Wait @at
                $made | ConvertTo-Json -Depth 3 | ConvertFrom-Json
            }
        }
    ) {
        $given = & $Make
        Reset-Endpoint
        $given | Limit-DdbBackup -KeepLast 3 -Force @at @collect | Should -BeNullOrEmpty
        Assert-OtherAccount $errors $table
        Get-Left $table $own | Should -Be 6
        Get-Left $table $other | Should -BeGreaterOrEqual 6
    }

    It 'a new backup in one pipeline, deletes nothing in either' {
        $table | New-DdbBackup -Credential $a -Wait @at | Limit-DdbBackup -KeepLast 3 -Force @collect | Should -BeNullOrEmpty
        Assert-OtherAccount $errors $table
        Get-Left $table $own | Should -Be 6
    }

    It 'the ARN of a table, deletes nothing and says of which account it is' {
        Limit-DdbBackup "arn:aws:dynamodb:us-east-1:${other}:table/$table" -KeepLast 3 -Force @at @collect | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'AccessDenied,DynamoBackup.LimitDdbBackupCommand'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match "account $other"
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'the ARNs of many tables, which one sweep reads, says so of each' {
        $arns = 1..6 | ForEach-Object { "arn:aws:dynamodb:us-east-1:${other}:table/$table-$_" }
        $arns | Limit-DdbBackup -KeepLast 3 -Force @at @collect | Should -BeNullOrEmpty
        @($errors.FullyQualifiedErrorId -match '^(AccountMismatch|AccessDenied),') | Should -HaveCount 6
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'a backup, where its table is none here, is an error and no warning of a table without backups' {
        $elsewhere = Add-Night 3 (New-Name) @{ account = $other }
        Get-DDBBackupList -TableName $elsewhere -ProfileName a @at |
            Limit-DdbBackup -KeepLast 1 -Force @at @collect -WarningVariable warnings | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'AccountMismatch,DynamoBackup.LimitDdbBackupCommand'
        "$errors" | Should -Match "is of account $other, "
        $warnings | Should -BeNullOrEmpty
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'a backup beside the table''s name, <Order>, deletes nothing of the table' -ForEach @(
        @{ Order = 'the name first'; Turn = 0 }
        @{ Order = 'the backup first'; Turn = 1 }
    ) {
        $both = $table, (Get-DDBBackupList -TableName $table -ProfileName a @at)[0]
        if ($Turn) { [array]::Reverse($both) }
        Reset-Endpoint
        $both | Limit-DdbBackup -KeepLast 3 -Force @at @collect | Should -BeNullOrEmpty
        Assert-OtherAccount $errors $table
    }

    It 'the ARN of a table beside its name, where there are no backups, says so: <Order>' -ForEach @(
        @{ Order = 'both at once'; Given = { , @($none, $arn) } }
        @{ Order = 'one after the other'; Given = { $none; Start-Sleep -Seconds 1; $arn } }
        @{ Order = 'also given twice'; Given = { $none, $arn, $none, $arn } }
        @{ Order = 'behind an ARN of the own account'; Given = { $arn.Replace($other, $own), $arn } }
        @{ Order = 'and the table''s warning names it once'; Given = { $none, $arn, $arn.Replace($other, $own) } }
    ) {
        $none = New-Name
        Add-EndpointTable @{ tableName = $none; account = $own; region = 'us-east-1' }
        $arn = "arn:aws:dynamodb:us-east-1:${other}:table/$none"
        & $Given | Limit-DdbBackup -KeepLast 1 -Force @at @collect -WarningVariable warnings -WarningAction SilentlyContinue |
            Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -Match '^(AccountMismatch|AccessDenied),'
        $errors[0].TargetObject | Should -Be $arn
        "$($errors[0]) $($errors[0].ErrorDetails.RecommendedAction)" | Should -Match $other
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike "Table '$none' has no backups.*"
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'the ARNs of a table in two other accounts, says so of each' {
        $arns = $other, '333344445555' | ForEach-Object { "arn:aws:dynamodb:us-east-1:${_}:table/$table" }
        $arns | Limit-DdbBackup -KeepLast 1 -Force @at @collect | Should -BeNullOrEmpty
        $errors | Should -HaveCount 2
        $errors.TargetObject | Should -Be $arns
        $errors.FullyQualifiedErrorId | Should -Match '^(AccountMismatch|AccessDenied),'
        Get-CallCount DeleteBackup | Should -Be 0
    }

    It 'and the same with its own credentials limits the table there, and only there: <Form>' -ForEach @(
        @{ Form = '-ProfileName'; With = { @{ ProfileName = 'a' } } }
        @{ Form = '-Credential'; With = { @{ Credential = $a } } }
    ) {
        $with = & $With
        $table | New-DdbBackup @with -Wait @at | Limit-DdbBackup -KeepLast 3 -Force @with @collect | Should -HaveCount 4
        $errors | Should -BeNullOrEmpty
        (Get-RecordedCall DeleteBackup).account | Sort-Object -Unique | Should -Be $other
        Get-Left $table $own | Should -Be 6
        Get-Left $table $other | Should -Be 3
    }
}

Describe 'What Limit-DdbBackup shows before it deletes' {
    BeforeEach { Reset-Endpoint }

    It 'names the account: the prompt and the line of -WhatIf' {
        $table = Add-Night 3 (New-Name) @{ account = $other }
        (Invoke-Asked "Limit-DdbBackup $table -KeepLast 2 -AccessKey AKIA$other -SecretKey s @at" N).Asked |
            Should -Match "of table '$table' in us-east-1, account $other, \d+ days old, 1\.0 MB"
        $command = "Limit-DdbBackup $table -KeepLast 2 -AccessKey AKIA$other -SecretKey s -EndpointUrl $url -Region us-east-1 -WhatIf"
        pwsh -NoProfile -Command "Import-Module '$manifest'; $command | Out-Null" |
            Should -Be "What if: 1 backup of table '$table' in us-east-1, account $other, would be deleted, 1.0 MB; 2 would be kept."
    }
}
