BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
    $fast = @{ PollIntervalSeconds = 0.1 }

    function Assert-Error($Record, [string] $Id, [string] $Category) {
        $Record.FullyQualifiedErrorId | Should -BeLike "$Id,DynamoBackup.*"
        $Record.CategoryInfo.Category | Should -Be $Category
        $Record.ErrorDetails.Message | Should -Not -BeNullOrEmpty
        $Record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    function Deny([string[]] $Operation) {
        $Operation | ForEach-Object {
            $message = "not authorized to perform dynamodb:$_"
            Add-Fault @{ kind = 'refuse'; operation = $_; code = 'AccessDeniedException'; message = $message }
        }
    }
}

AfterAll { Stop-Endpoint }

Describe 'An unknown table' {
    It 'costs the others nothing: two backups, and one TableNotFound whose TargetObject is the name' {
        $backups = New-DdbBackup -TableName Music, NoSuch, Users -Wait @at @fast @collect
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        $errors.Count | Should -Be 1
        Assert-Error $errors[0] TableNotFound ObjectNotFound
        $errors[0].TargetObject | Should -Be 'NoSuch'
        "$($errors[0])" | Should -Be "There is no table 'NoSuch' in us-east-1."
    }

    It 'throws with -ErrorAction Stop, as the SDK''s TableNotFoundException' {
        $caught = try { New-DdbBackup NoSuch @at -ErrorAction Stop } catch [Amazon.DynamoDBv2.Model.TableNotFoundException] { 'caught' }
        $caught | Should -Be 'caught'
    }

    It 'throws where $ErrorActionPreference is Stop' {
        $ErrorActionPreference = 'Stop'
        { New-DdbBackup NoSuch @at } | Should -Throw -ExceptionType Amazon.DynamoDBv2.Model.TableNotFoundException
    }

    It 'is in $Error with -ErrorAction SilentlyContinue, and nowhere with Ignore' {
        $Error.Clear()
        New-DdbBackup NoSuch @at -ErrorAction SilentlyContinue
        $Error.Count | Should -Be 1
        New-DdbBackup NoSuch @at -ErrorAction Ignore
        $Error.Count | Should -Be 1
    }

    It 'leaves a target that leads back to the region and endpoint it came with' {
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; code = 'AccessDeniedException'; times = 1 }
        [pscustomobject]@{ TableName = 'Music'; Region = 'eu-west-1' } |
            New-DdbBackup -EndpointUrl $url -ErrorVariable failure -ErrorAction SilentlyContinue
        "$($failure.TargetObject)" | Should -Be Music
        ($failure.TargetObject | New-DdbBackup).Region | Should -Be eu-west-1
        (New-DdbBackup $failure.TargetObject @at).TableName | Should -Be Music
    }

    It 'leaves a target that can be tried again' {
        New-DdbBackup NoSuch @at @collect
        $errors[0].TargetObject | New-DdbBackup @at -ErrorAction SilentlyContinue -ErrorVariable again
        $again[0].TargetObject | Should -Be 'NoSuch'
    }
}

Describe 'A wait past its time' {
    BeforeAll { Set-EndpointSetting @{ backupSecondsMin = 1.5; backupSecondsMax = 1.5 } }

    AfterAll { Reset-Endpoint }

    It 'leaves an error whose TargetObject Wait-DdbBackup takes up again, where -EndpointUrl is found riding along' {
        $Error.Clear()
        $null = New-DdbBackup Music @at -Wait -TimeoutMinutes 0.01 @fast -ErrorAction SilentlyContinue
        Assert-Error $Error[0] BackupTimeout OperationTimeout
        "$($Error[0])" | Should -Match "'Music' was not AVAILABLE within 0.6 s: it was CREATING when it was last read"
        $Error[0].TargetObject | Should -BeOfType Amazon.DynamoDBv2.Model.BackupDetails

        $backup = $Error[0].TargetObject | Wait-DdbBackup @fast
        $backup.BackupStatus.Value | Should -Be 'AVAILABLE'
        $backup.TableName | Should -Be 'Music'
    }

    It 'of Wait-DdbBackup leaves the same' {
        $backup = New-DdbBackup Music @at
        $null = $backup | Wait-DdbBackup -TimeoutMinutes 0.005 @fast @collect
        Assert-Error $errors[0] BackupTimeout OperationTimeout
        ($errors[0].TargetObject | Wait-DdbBackup @fast).BackupArn | Should -Be $backup.BackupArn
    }
}

Describe 'A service out of reach' {
    It 'is ConnectionFailed within 15 s' {
        $time = Measure-Command { New-DdbBackup Music -Region us-east-1 -EndpointUrl http://127.0.0.1:1 @collect | Should -BeNullOrEmpty }
        $time.TotalSeconds | Should -BeLessThan 15
        $errors.Count | Should -Be 1
        Assert-Error $errors[0] ConnectionFailed ConnectionError
        $errors[0].TargetObject | Should -Be 'Music'
        "$($errors[0])" | Should -Match 'http://127\.0\.0\.1:1'
    }
}

Describe 'A backup that goes away' {
    AfterEach { Reset-Endpoint }

    It 'while it is waited for is BackupDeleted (<Mode>)' -ForEach @{ Mode = 'gone' }, @{ Mode = 'status' } {
        Set-EndpointSetting @{ backupSecondsMin = 30; backupSecondsMax = 30 }
        'DescribeBackup', 'ListBackups' | ForEach-Object { Add-Fault @{ kind = 'deleted'; operation = $_; mode = $Mode; skip = 1 } }
        $null = New-DdbBackup Music @at -Wait @fast @collect
        $errors.Count | Should -Be 1
        Assert-Error $errors[0] BackupDeleted ResourceUnavailable
        $errors[0].TargetObject.TableName | Should -Be 'Music'
    }

    It 'before it is waited for is BackupNotFound' {
        $backup = New-DdbBackup Music @at -Wait @fast
        $null = Remove-DDBBackup $backup.BackupArn @at -Force
        $null = $backup.BackupArn | Wait-DdbBackup @at @fast @collect
        $errors.Count | Should -Be 1
        Assert-Error $errors[0] BackupNotFound ObjectNotFound
        $errors[0].TargetObject.BackupArn | Should -Be $backup.BackupArn
        $errors[0].Exception | Should -BeOfType Amazon.DynamoDBv2.Model.BackupNotFoundException
    }
}

Describe 'A caller who may not' {
    AfterEach { Reset-Endpoint }

    It 'create is told AccessDenied for each table' {
        Deny CreateBackup
        New-DdbBackup Music, Users @at @collect | Should -BeNullOrEmpty
        $errors.TargetObject | Sort-Object | Should -Be 'Music', 'Users'
        $errors | ForEach-Object {
            Assert-Error $_ AccessDenied PermissionDenied
            "$_" | Should -Match 'not authorized to perform dynamodb:CreateBackup'
        }
    }

    It 'describe waits by listing' {
        Deny DescribeBackup
        (New-DdbBackup Music, Users @at -Wait @fast).BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
    }

    It 'list waits by describing' {
        Deny ListBackups
        (New-DdbBackup Music, Users @at -Wait @fast).BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
    }

    It 'do either is told AccessDenied, with backups that can be waited for later' {
        Deny DescribeBackup, ListBackups
        New-DdbBackup Music, Users @at -Wait @fast @collect | Should -BeNullOrEmpty
        $errors | ForEach-Object { Assert-Error $_ AccessDenied PermissionDenied }
        Reset-Endpoint
        ($errors.TargetObject | Wait-DdbBackup @fast).TableName | Sort-Object | Should -Be 'Music', 'Users'
    }

    It 'list, nor describe one of the backups, waits for the others all the same' {
        $backups = @('Music', 'Users', 'Orders', 'Invoices' | New-DdbBackup @at)
        Deny ListBackups
        Add-Fault @{ kind = 'refuse'; operation = 'DescribeBackup'; code = 'AccessDeniedException'; table = $backups[0].TableName }
        $ready = $backups | Wait-DdbBackup @fast @collect
        $ready.TableName | Sort-Object | Should -Be ($backups[1..3].TableName | Sort-Object)
        $errors | Should -HaveCount 1
        Assert-Error $errors[0] AccessDenied PermissionDenied
        $errors[0].TargetObject.BackupArn | Should -Be $backups[0].BackupArn
    }

    It 'list, after a creation without an answer, is told BackupOutcomeUnknown with the backup''s name' {
        Deny ListBackups
        Add-Fault @{ kind = 'drop-after'; operation = 'CreateBackup'; times = 1 }
        $name = New-Name
        New-DdbBackup Music -BackupName $name @at @collect | Should -BeNullOrEmpty
        Assert-Error $errors[0] BackupOutcomeUnknown InvalidResult
        "$($errors[0])" | Should -Match $name
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike ('Allow dynamodb:ListBackups*: ' +
            "Get-DDBBackupList -TableName Music -Region us-east-1 -EndpointUrl $url | Where-Object BackupName -eq $name")
        Get-BackupAtEndpoint $name | Should -HaveCount 1
    }
}

Describe 'Who may list and finds no backup before the time is over' {
    AfterEach { Reset-Endpoint }
    It 'is told BackupOutcomeUnknown, where to look, and of no permission' {
        Add-Fault @{ kind = 'drop-before'; operation = 'CreateBackup' }
        $name = New-Name
        New-DdbBackup Music -BackupName $name -Region eu-west-1 -EndpointUrl $url -TimeoutMinutes 0.05 @collect | Should -BeNullOrEmpty
        Assert-Error $errors[0] BackupOutcomeUnknown InvalidResult
        "$($errors[0])" | Should -Match 'it was not found before the timeout expired'
        $errors[0].ErrorDetails.RecommendedAction | Should -Be ('Check for the backup before you retry: ' +
            "Get-DDBBackupList -TableName Music -Region eu-west-1 -EndpointUrl $url | Where-Object BackupName -eq $name")
        Get-RecordedCall ListBackups | Where-Object { $_.region -eq 'eu-west-1' -and $_.status -eq 200 } | Should -Not -BeNullOrEmpty
    }
}

Describe 'An answer that is lost' {
    It 'after the service has acted makes no second backup' {
        Add-Fault @{ kind = 'drop-after'; operation = 'CreateBackup'; times = 1 },
            @{ kind = 'error-after'; operation = 'CreateBackup'; times = 1 }
        $name = New-Name
        (New-DdbBackup Music, Users -BackupName $name @at -Wait @fast).TableName | Sort-Object | Should -Be 'Music', 'Users'
        Get-BackupAtEndpoint $name | Should -HaveCount 2
    }

    AfterAll { Reset-Endpoint }
}

Describe 'Credentials that expire while backups are waited for' {
    It 'leave errors whose TargetObjects are taken up again with new ones' {
        Set-EndpointSetting @{ backupSecondsMin = 4; backupSecondsMax = 4 }
        Set-AWSCredential -AccessKey OLD111122223333 -SecretKey secret -SessionToken token
        try {
            $name = New-Name
            # They expire when both backups are there: a creation that is not sent by then fails, too.
            $rows = {
                'Music', 'Users'
                Wait-Until { @(Get-BackupAtEndpoint $name).Count -eq 2 }
                $refuse = @{ kind = 'refuse'; accessKey = 'OLD*'; code = 'ExpiredTokenException' }
                $refuse.message = 'The security token included in the request is expired'
                Add-Fault ($refuse + @{ operation = 'DescribeBackup' }), ($refuse + @{ operation = 'ListBackups' })
            }
            & $rows | New-DdbBackup -BackupName $name @at -Wait @fast @collect | Should -BeNullOrEmpty
            $errors.Count | Should -Be 2
            $errors | ForEach-Object {
                Assert-Error $_ CredentialsRejected AuthenticationError
                "$_" | Should -Match 'The security token included in the request is expired'
                $_.ErrorDetails.RecommendedAction | Should -Match 'Wait-DdbBackup'
            }

            Set-AWSCredential -AccessKey NEW111122223333 -SecretKey secret -SessionToken token
            $backups = $errors.TargetObject | Wait-DdbBackup @fast
        }
        finally {
            Clear-AWSCredential
            Reset-Endpoint
        }

        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        Get-BackupAtEndpoint $name | Should -HaveCount 2
    }
}

Describe 'Credentials that expire while backups are created' {
    BeforeEach { Reset-Endpoint }
    AfterAll { Reset-Endpoint }

    It 'lose no backup that was made before: it is emitted, or its error waits for it (<Name>)' -ForEach @(
        @{ Name = 'created'; Wait = $false }
        @{ Name = 'waited for'; Wait = $true }
    ) {
        Set-EndpointSetting @{ latencyMs = 100; backupSecondsMin = 30; backupSecondsMax = 30 }
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; code = 'ExpiredTokenException'; skip = 6 }
        $backups = Get-DDBTableList @at | New-DdbBackup -Wait:$Wait @at -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        @($backups).Count + $failures.Count | Should -Be 12
        $told = @($backups.BackupArn) + @($failures.TargetObject.BackupArn) | Where-Object { $_ }
        $told | Should -HaveCount 6
        $told | ForEach-Object { (Get-BackupAtEndpoint).backupArn | Should -Contain $_ }
    }
}

Describe 'A refusal of the service''s' {
    It 'is told in its own words, with control characters made visible' {
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; code = 'ValidationException'; message = "no`e[2Jwrong`u{202e}" }
        New-DdbBackup Music @at @collect
        Assert-Error $errors[0] RequestRefused InvalidOperation
        "$($errors[0])" | Should -Match ([regex]::Escape('no\u001b[2Jwrong\u202e (ValidationException)'))
    }

    AfterAll { Reset-Endpoint }
}
