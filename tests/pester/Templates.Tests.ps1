# -BackupName takes a template: each backup fills its tokens in.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $collect = @{
        ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors'; WarningAction = 'SilentlyContinue'; WarningVariable = 'warnings'
    }
    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue
    }
}

AfterAll { Stop-Endpoint }

Describe 'A template for -BackupName' {
    BeforeEach { Reset-Endpoint }

    It 'names each backup by its table, whatever form the tables come in' {
        $rows = 'TableName', 'Orders', 'Invoices' | ConvertFrom-Csv
        $made = @(
            'Music', 'Users' | New-DdbBackup -BackupName '{table}-nightly' @at
            $rows | New-DdbBackup -BackupName '{table}-nightly' @at
        )
        $made.BackupName | Sort-Object | Should -Be 'Invoices-nightly', 'Music-nightly', 'Orders-nightly', 'Users-nightly'
        $made | ForEach-Object { $_.BackupName | Should -Be "$($_.TableName)-nightly" }
    }

    It 'fills in date, time, random and region' {
        $backup = New-DdbBackup Music -BackupName '{region}_{date}.{time}-{random}' @at
        $backup.BackupName | Should -Match '^us-east-1_(?<time>\d{8}\.\d{6})-[a-z0-9]{8}$'
        $null = $backup.BackupName -match '_(?<time>[\d.]+)-'
        $time = [datetime]::ParseExact($Matches.time, 'yyyyMMdd.HHmmss', [cultureinfo]::InvariantCulture, 'AssumeUniversal')
        ([datetime]::Now - $time).Duration().TotalMinutes | Should -BeLessThan 5
    }

    It 'comes from a row, too' {
        $rows = 'TableName,BackupName', 'Music,{table}-weekly', 'Users,plain', 'Orders,' | ConvertFrom-Csv
        ($rows | New-DdbBackup @at).BackupName | Sort-Object | Should -BeLike '*[kn]*'
        (Get-RecordedCall CreateBackup | Sort-Object target).backupName |
            Should -Match '^(Music-weekly|plain|Orders-backup-\d{14}-[a-z0-9]{8})$'
        (Get-RecordedCall CreateBackup).Count | Should -Be 3
    }

    It 'that has an unknown token is an error that lists the known ones' {
        New-DdbBackup Music -BackupName '{tabel}-nightly' @at @collect | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -Be 'InvalidBackupName,DynamoBackup.NewDdbBackupCommand'
        $text = "'{tabel}' is no token of a name: there are {table}, {date}, {time}, {random} and {region}."
        "$($errors[0])" | Should -Match ([regex]::Escape($text))
        Get-CallCount | Should -Be 0
    }

    It 'makes two backups of one table that comes twice, one after the other' {
        ('Music', 'Music' | New-DdbBackup -BackupName '{table}-nightly' @at).BackupName | Should -Be 'Music-nightly', 'Music-nightly'
        Get-CallCount CreateBackup | Should -Be 2
    }
}

Describe 'A script block for -BackupName' {
    It 'that names several tables alike, as that of strings does, is warned of once' {
        $made = 'Music', 'Users', 'Orders' | New-DdbBackup -BackupName { "$($_.TableName)-nightly" } @at @collect
        $made.BackupName | Should -Be '-nightly', '-nightly', '-nightly'
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match "'-nightly' for 'Music' and 'Users'"
        "$warnings" | Should -Match ([regex]::Escape("-BackupName '{table}-nightly'"))
    }

    It 'that names each table, or one table often, is not' {
        $null = 'Music', 'Users', 'Music' | New-DdbBackup -BackupName { "$_-nightly" } @at @collect
        $warnings | Should -HaveCount 0
        $null = [pscustomobject]@{ TableName = 'Music' }, [pscustomobject]@{ TableName = 'Users' } |
            New-DdbBackup -BackupName { "$($_.TableName)-nightly" } @at @collect
        $warnings | Should -HaveCount 0
    }

    It 'is what the warning is about: not rows that bring one name, nor one given for all' {
        $rows = 'TableName,BackupName', 'Music,nightly', 'Users,nightly' | ConvertFrom-Csv
        ($rows | New-DdbBackup @at @collect).BackupName | Should -Be 'nightly', 'nightly'
        $warnings | Should -HaveCount 0
        ('Music', 'Users' | New-DdbBackup -BackupName nightly @at @collect).BackupName | Should -Be 'nightly', 'nightly'
        $warnings | Should -HaveCount 0
    }
}

Describe 'Completion of -BackupName' {
    It 'offers the name that is made, and the tokens' {
        $offered = Get-Completion 'New-DdbBackup Music -BackupName '
        $offered[0].CompletionText | Should -Match '^Music-backup-\d{14}-[a-z0-9]{8}$'
        $offered.CompletionText | Should -Contain "'{table}'"
        '{table}', '{date}', '{time}', '{random}', '{region}' | ForEach-Object { $offered.ListItemText | Should -Contain $_ }
    }

    It 'offers the tokens without a table, too' {
        (Get-Completion 'New-DdbBackup -BackupName ').ListItemText | Should -Be '{table}', '{date}', '{time}', '{random}', '{region}'
    }

    It 'goes on with a token that was begun, after what stands before it' {
        (Get-Completion "New-DdbBackup Music -BackupName 'night-{ta").CompletionText | Should -Be "'night-{table}'"
        (Get-Completion "New-DdbBackup Music -BackupName '{table}-{r").CompletionText |
            Should -Be "'{table}-{random}'", "'{table}-{region}'"
    }

    It 'offers them after a name that ends with its separator, and inserts what can be run' {
        $text = (Get-Completion "New-DdbBackup Music -BackupName '{table}-").CompletionText
        $text | Should -Contain "'{table}-{date}'"
        foreach ($one in $text) { { New-DdbBackup Music -BackupName (Invoke-Expression $one) @at -ErrorAction Stop } | Should -Not -Throw }
    }
}
