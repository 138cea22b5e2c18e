BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue
    }
}

AfterAll { Stop-Endpoint }

Describe 'Completion of -TableName' {
    It 'offers the tables of the endpoint and region that the line names' {
        $names = (Get-Completion "New-DdbBackup -EndpointUrl $url -Region us-east-1 -TableName ").CompletionText
        $names | Should -HaveCount 12
        $names | Should -Contain 'Music'
    }

    It 'completes a prefix, whatever its case' {
        (Get-Completion "New-DdbBackup -EndpointUrl $url -Region us-east-1 -TableName or").CompletionText | Should -Be 'Orders'
    }

    It 'takes a wildcard' {
        (Get-Completion "New-DdbBackup -EndpointUrl $url -Region us-east-1 -TableName *voice").CompletionText | Should -Be 'Invoices'
    }

    It 'works at the first position, and for the alias' {
        (Get-Completion "Backup-DdbTable -EndpointUrl $url -Region us-east-1 Mus").CompletionText | Should -Be 'Music'
    }

    It 'keeps the quote it began with' {
        (Get-Completion "New-DdbBackup -EndpointUrl $url -Region us-east-1 -TableName 'Or").CompletionText | Should -Be "'Orders'"
    }

    It 'remembers the tables for a while' {
        $null = Get-Completion "New-DdbBackup -EndpointUrl $url -Region eu-west-1 -TableName "
        $before = Get-CallCount ListTables
        $null = Get-Completion "New-DdbBackup -EndpointUrl $url -Region eu-west-1 -TableName M"
        Get-CallCount ListTables | Should -Be $before
    }

    It 'asks each region for itself' {
        $before = Get-CallCount ListTables
        $null = Get-Completion "New-DdbBackup -EndpointUrl $url -Region ap-south-1 -TableName "
        Get-CallCount ListTables | Should -BeGreaterThan $before
    }

    It 'asks another profile for itself' {
        Set-Content $env:AWS_SHARED_CREDENTIALS_FILE "[night]`naws_access_key_id = AKIA444455556666`naws_secret_access_key = secret"
        $null = Get-Completion "New-DdbBackup -EndpointUrl $url -Region eu-west-2 -TableName "
        $before = Get-CallCount ListTables
        $names = (Get-Completion "New-DdbBackup -EndpointUrl $url -Region eu-west-2 -ProfileName night -TableName ").CompletionText
        $names | Should -HaveCount 12
        Get-CallCount ListTables | Should -BeGreaterThan $before
    }

    It 'offers nothing for a profile that does not exist' {
        $before = Get-CallCount ListTables
        Get-Completion "New-DdbBackup -EndpointUrl $url -Region eu-west-2 -ProfileName nosuch -TableName " | Should -BeNullOrEmpty
        Get-CallCount ListTables | Should -Be $before
    }

    It 'follows the session''s defaults when they change' {
        $line = "New-DdbBackup -EndpointUrl $url -TableName "
        try {
            Set-DefaultAWSRegion ca-central-1 -Scope Global
            Get-Completion $line | Should -HaveCount 12
            $before = Get-CallCount ListTables
            Get-Completion $line | Should -HaveCount 12
            Get-CallCount ListTables | Should -Be $before
            Set-DefaultAWSRegion sa-east-1 -Scope Global
            Get-Completion $line | Should -HaveCount 12
            Get-CallCount ListTables | Should -Be ($before + 1)
            Set-AWSCredential -AccessKey AKIA777788889999 -SecretKey secret -Scope Global
            Get-Completion $line | Should -HaveCount 12
            Get-CallCount ListTables | Should -Be ($before + 2)
        }
        finally {
            Clear-AWSCredential -Scope Global
            Clear-DefaultAWSRegion -Scope Global
        }
    }

    It 'takes 2 s at most, and the next key press works again' {
        Add-Fault @{ kind = 'hang'; operation = 'ListTables'; times = 1 }
        $line = "New-DdbBackup -EndpointUrl $url -Region af-south-1 -TableName "
        $time = [Diagnostics.Stopwatch]::StartNew()
        Get-Completion $line | Should -BeNullOrEmpty
        # The rest is for a slow machine: without the limit it would be AWS Tools' own 100 s.
        $time.Elapsed.TotalSeconds | Should -BeLessThan 4
        Get-Completion $line | Should -HaveCount 12
    }

    It 'is silent, and leaves no error, where it cannot ask' {
        # The user's own last error stays $Error[0], to go on with.
        try { throw 'mine' } catch { $count = $global:Error.Count }
        Get-Completion 'New-DdbBackup -EndpointUrl http://127.0.0.1:1 -Region us-east-1 -TableName ' | Should -BeNullOrEmpty
        $env:AWS_ACCESS_KEY_ID = $null
        try { Get-Completion "New-DdbBackup -EndpointUrl $url -Region eu-north-1 -TableName " | Should -BeNullOrEmpty }
        finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        $global:Error.Count | Should -Be $count
        "$($global:Error[0])" | Should -Be mine
    }
}

Describe 'Completion of -BackupArn' {
    BeforeAll {
        $done = New-DdbBackup Music -BackupName finished -Wait @at
        Set-EndpointSetting @{ backupSecondsMin = 60; backupSecondsMax = 60 }
        $pending = New-DdbBackup Users -BackupName nightly @at
        $offered = Get-Completion "Wait-DdbBackup -EndpointUrl $url -Region us-east-1 -BackupArn "
    }

    It 'offers pending backups first' {
        $offered[0].CompletionText | Should -Be $pending.BackupArn
        $offered.CompletionText | Should -Contain $done.BackupArn
    }

    It 'shows table, name, status and age' {
        $offered[0].ListItemText | Should -Be 'Users  nightly  CREATING  just now'
    }

    It 'completes by the table''s name' {
        (Get-Completion "Wait-DdbBackup -EndpointUrl $url -Region us-east-1 -BackupArn Mus").CompletionText | Should -Be $done.BackupArn
    }
}

Describe 'Completion of -BackupName' {
    It 'offers a name of the kind that is made' {
        (Get-Completion 'New-DdbBackup Music -BackupName ')[0].CompletionText | Should -Match '^Music-backup-\d{14}-[a-z0-9]{8}$'
    }
}

Describe 'Completion of Limit-DdbBackup -BackupName' {
    BeforeAll {
        # Its own region: what another test's key press was told is remembered.
        $line = "Limit-DdbBackup Orders -EndpointUrl $url -Region us-west-2 -KeepLast 1 -BackupName "
        $null = Add-EndpointBackup @(
            @{ tableName = 'Orders'; account = '111122223333'; region = 'us-west-2'; backupName = 'mon-nightly'; created = '2026-01-05' }
            @{ tableName = 'Orders'; account = '111122223333'; region = 'us-west-2'; backupName = 'tue-nightly'; created = '2026-01-06' }
            @{ tableName = 'Music'; account = '111122223333'; region = 'us-west-2'; backupName = 'another'; created = '2026-01-06' }
        )
    }

    It 'offers the names of the table''s backups, the newest first, and no tokens' {
        (Get-Completion $line).CompletionText | Should -Be '*', 'tue-nightly', 'mon-nightly'
        (Get-Completion ($line + 'mon')).CompletionText | Should -Be 'mon-nightly'
        (Get-Completion ($line + "'*-ni")).CompletionText | Should -Be "'tue-nightly'", "'mon-nightly'"
    }

    It 'offers no file where there is no such name (<_>)' -ForEach 'nosuch', "'nosuch", '*.txt', 'NoTable' {
        Push-Location (New-Item -ItemType Directory -Force "$TestDrive/files")
        try {
            Set-Content nosuch.txt, another.txt ''
            $typed = $_ -eq 'NoTable' ? 'Limit-DdbBackup -BackupName nosuch' : $line + $_
            $offered = (TabExpansion2 $typed $typed.Length).CompletionMatches
            $offered.ResultType | Should -Not -Contain ProviderItem
        }
        finally { Pop-Location }
    }
}
