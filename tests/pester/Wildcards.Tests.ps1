# -TableName takes wildcards: the tables are listed once for each account and region.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    Add-EndpointTable @(
        'prod-a', 'prod-b', 'prod-c', 'Prod-D', 'test-a' |
            ForEach-Object { @{ tableName = $_; region = 'us-east-1'; account = '111122223333' } }
        @{ tableName = 'prod-x'; region = 'eu-west-1'; account = '111122223333' }
    )
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
}

AfterAll { Stop-Endpoint }

Describe 'A wildcard for -TableName' {
    BeforeEach { Reset-Endpoint }

    It '<Pattern> backs up the tables it matches' -ForEach @(
        @{ Pattern = 'prod-*'; Tables = 'prod-a', 'prod-b', 'prod-c', 'Prod-D' }
        @{ Pattern = 'prod-?'; Tables = 'prod-a', 'prod-b', 'prod-c', 'Prod-D' }
        @{ Pattern = '*-[a-b]'; Tables = 'prod-a', 'prod-b', 'test-a' }
        @{ Pattern = 'MUSI[C]'; Tables = 'Music' }
    ) {
        (New-DdbBackup $Pattern -Wait @at).TableName | Sort-Object | Should -Be $Tables
        Get-CallCount ListTables | Should -Be 1
        Get-CallCount CreateBackup | Should -Be @($Tables).Count
    }

    It '* backs up every table, page by page' {
        # A page has 100 tables.
        Add-EndpointTable @(1..120 | ForEach-Object { @{ tableName = "paged-$_"; region = 'ap-south-1'; account = '111122223333' } })
        $null = New-DdbBackup * -BackupName '{table}-all' -EndpointUrl $url -Region ap-south-1
        $all = Get-DDBTableList -EndpointUrl $url -Region ap-south-1
        $all.Count | Should -BeGreaterThan 119
        (Get-RecordedCall CreateBackup).target | Sort-Object | Should -Be ($all | Sort-Object)
    }

    It 'is listed once for each region, however many there are' {
        $rows = 'TableName,Region', 'prod-*,us-east-1', 'test-*,us-east-1', 'prod-*,eu-west-1', 'Music,' | ConvertFrom-Csv
        $made = $rows | New-DdbBackup -EndpointUrl $url
        $made | ForEach-Object { "$($_.Region) $($_.TableName)" } | Sort-Object |
            Should -Be 'eu-west-1 prod-x', 'us-east-1 Music', 'us-east-1 prod-a', 'us-east-1 prod-b', 'us-east-1 prod-c',
                'us-east-1 Prod-D', 'us-east-1 test-a'
        Get-CallCount ListTables | Should -Be 2
    }

    It 'is listed for each account by itself' {
        Add-EndpointTable @{ tableName = 'prod-other'; region = 'us-east-1'; account = '777788889999' }
        $other = @{ AccessKey = 'AKIA777788889999'; SecretKey = 'secret' }
        $rows = @{}, $other, $other | ForEach-Object { [pscustomobject](@{ TableName = 'prod-[ao]*' } + $_) }
        ($rows | New-DdbBackup @at).TableName | Sort-Object | Should -Be 'prod-a', 'prod-other'
        (Get-RecordedCall ListTables).account | Sort-Object | Should -Be '111122223333', '777788889999'
    }

    It 'backs a table up once that two wildcards match, but once for each name' {
        (New-DdbBackup prod-a*, prod-[a-b] -BackupName weekly @at).TableName | Sort-Object | Should -Be 'prod-a', 'prod-b'
        $rows = 'TableName,BackupName', 'prod-a*,daily', 'prod-?,{table}-monthly' | ConvertFrom-Csv
        $made = $rows | New-DdbBackup @at
        $made.TableName -eq 'prod-a' | Should -HaveCount 2
    }

    It 'that matches nothing is an error, and the others go on' {
        (New-DdbBackup nosuch*, Music @at @collect).TableName | Should -Be 'Music'
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'NoMatchingTable,DynamoBackup.NewDdbBackupCommand'
        $errors[0].CategoryInfo.Category | Should -Be ObjectNotFound
        "$($errors[0])" | Should -Match "No table in us-east-1 matches 'nosuch\*': there are \d+ tables\."
        "$($errors[0].TargetObject)" | Should -Be 'nosuch*'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match 'Get-DDBTableList'
    }

    It 'that is broken is the error of a bad name' {
        New-DdbBackup 'prod-[a' @at @collect | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidTableName,*'
        Get-CallCount | Should -Be 0
    }

    It 'is none in what stands for an object without a name' {
        [Text.StringBuilder]::new('Music') | New-DdbBackup @at @collect | Should -BeNullOrEmpty
        @{ TableName = 'Music' } | New-DdbBackup @at @collect | Should -BeNullOrEmpty
        [Collections.Generic.Dictionary[string, string]]::new() | New-DdbBackup @at @collect | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidTableName,*'
        Get-CallCount | Should -Be 0
    }

    It 'whose tables may not be listed is an error with the permission it takes' {
        Add-Fault @{ kind = 'refuse'; code = 'AccessDeniedException'; operation = 'ListTables' }
        New-DdbBackup prod-*, test-* @at @collect | Should -BeNullOrEmpty
        $errors.Count | Should -Be 2
        $errors[0].FullyQualifiedErrorId | Should -Be 'AccessDenied,DynamoBackup.NewDdbBackupCommand'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match 'dynamodb:ListTables'
        "$($errors[0].TargetObject)" | Should -Be 'prod-*'
        Get-CallCount ListTables | Should -Be 1
    }

    It 'whose credentials are rejected ends the command, as with names' {
        Add-Fault @{ kind = 'refuse'; code = 'UnrecognizedClientException'; operation = 'ListTables' }
        { New-DdbBackup prod-* @at } | Should -Throw -ErrorId 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
    }

    It 'is listed again where the service throttles' {
        Add-Fault @{ kind = 'throttle'; operation = 'ListTables'; times = 2 }
        (New-DdbBackup prod-a* @at).TableName | Should -Be 'prod-a'
        Get-CallCount ListTables | Should -Be 3
    }

    It 'is stopped at once while the tables are listed' {
        Add-Fault @{ kind = 'hang'; operation = 'ListTables' }
        $session = New-Session 'New-DdbBackup prod-* @at'
        try {
            $running = $session.BeginInvoke()
            Wait-Until { (Get-CallCount ListTables) -eq 1 }
            $session.Stop()
            Wait-Until { $running.IsCompleted }
            $session.InvocationStateInfo.State | Should -Be Stopped
        }
        finally { $session.Dispose() }
        Get-CallCount CreateBackup | Should -Be 0
    }

    It 'is told of by the help and by the parameter' {
        (Get-Command New-DdbBackup -Module DynamoBackup).Parameters.TableName.Attributes.TypeId.Name |
            Should -Contain SupportsWildcardsAttribute
        (Get-Help New-DdbBackup -Parameter TableName).globbing | Should -Be 'true'
        Get-Help New-DdbBackup -Parameter TableName | Out-String | Should -Match 'Accept wildcard characters\?\s+true'
    }
}
