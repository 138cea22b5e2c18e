# -ErrorAction Stop: what the first error leaves behind, and how it is told.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $fast = @{ PollIntervalSeconds = 0.1 }
}

AfterAll { Stop-Endpoint }

Describe 'An error that ends the command (-ErrorAction Stop)' {
    AfterEach { Reset-Endpoint }

    It 'comes after one warning that names what is still being created, and how to wait for it' {
        Set-EndpointSetting @{ backupSecondsMin = 1; backupSecondsMax = 1 }
        $name = New-Name
        # It comes in only when the service has taken the two before it.
        $session = New-Session @"
            . '$PSScriptRoot/Endpoint.ps1'
            & { 'Music', 'Users'; Wait-Until { @(Get-BackupAtEndpoint $name).Count -eq 2 }; 'NoSuch' } |
                New-DdbBackup -BackupName $name -Wait -PollIntervalSeconds 0.1 @at -ErrorAction Stop
"@
        { $session.Invoke() } | Should -Throw
        $session.Streams.Warning | Should -HaveCount 1
        $warning = "$($session.Streams.Warning[0])"
        (Get-BackupAtEndpoint $name).backupArn | ForEach-Object { $warning | Should -Match ([regex]::Escape($_)) }
        $warning | Should -BeLike ("*To wait for them: Get-DDBBackupList -BackupType USER -Region us-east-1 -EndpointUrl $url | " +
            "Where-Object BackupStatus -eq CREATING | Wait-DdbBackup -EndpointUrl $url")
        $waited = Get-DDBBackupList @at | Where-Object BackupName -EQ $name | Wait-DdbBackup @at @fast
        $waited.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $session.Dispose()
    }

    It 'names three of many, and has all of them in the exception''s Data, as the warning says' {
        Set-EndpointSetting @{ backupSecondsMin = 1; backupSecondsMax = 1 }
        $name = New-Name
        $tables = @(Get-DDBTableList @at)[0..6]
        $script = @"
            . '$PSScriptRoot/Endpoint.ps1'
            & { '$($tables -join "', '")'; Wait-Until { @(Get-BackupAtEndpoint $name).Count -eq 7 }; 'NoSuch' } |
                New-DdbBackup -BackupName $name -Wait -PollIntervalSeconds 0.1 @at -ErrorAction Stop
"@
        $session = New-Session "try { $script } catch { `$_.Exception.Data.BackupArn; `$Error[0..1].Exception.Data.BackupArn.Count }"
        $output = $session.Invoke()
        $made = (Get-BackupAtEndpoint $name).backupArn
        $output | Select-Object -SkipLast 1 | Sort-Object | Should -Be ($made | Sort-Object)
        $output[-1] | Should -Be 7
        $warning = "$($session.Streams.Warning[0])"
        $warning | Should -Match ('7 backups are still being created: .* and 4 more\. ' +
            'For all ARNs: \$Error\[0\.\.1\]\.Exception\.Data\.BackupArn\. ')
        @($made | Where-Object { $warning.Contains($_) }) | Should -HaveCount 3
        $session.Dispose()
    }

    It 'names also what has no answer yet' {
        Add-Fault @{ kind = 'hang'; operation = 'CreateBackup'; table = 'Users' }
        $collect = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        $thrown = try { 'Users', 'NoSuch' | New-DdbBackup -BackupName nightly -Wait @at -ErrorAction Stop @collect } catch { $_ }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'TableNotFound,*'
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match '1 backup was requested, and may have been created: Users \(nightly\)'
    }

    It 'comes alone where nothing goes on' {
        $thrown = try { 'NoSuch' | New-DdbBackup -Wait @at -ErrorAction Stop -WarningVariable warnings } catch { $_ }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'TableNotFound,*'
        $warnings | Should -BeNullOrEmpty
    }

    It 'may be that of a row for which nothing was sent' {
        Set-EndpointSetting @{ backupSecondsMin = 30; backupSecondsMax = 30 }
        $ErrorActionPreference = 'Stop'
        $collect = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        # The bad row comes in only when the good one is sent.
        $rows = { 'Music'; Wait-Until { (Get-CallCount CreateBackup) -eq 1 }; 'a' }
        $thrown = try { & $rows | New-DdbBackup -BackupName nightly -Wait @at @collect } catch { $_ }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'InvalidTableName,*'
        "$warnings" | Should -Match 'Music'
    }
}
