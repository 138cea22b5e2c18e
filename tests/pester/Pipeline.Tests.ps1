BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
}

AfterAll { Stop-Endpoint }

Describe 'New-DdbBackup takes tables' {
    It 'as arguments' {
        $backups = New-DdbBackup Music, Users @at
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $backups | Should -BeOfType Amazon.DynamoDBv2.Model.BackupDetails
        $backups.BackupStatus.Value | Should -Be 'CREATING', 'CREATING'
    }

    It 'as strings from the pipeline' {
        ('Music', 'Users' | New-DdbBackup @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
    }

    It 'as arrays from the pipeline' {
        (@('Music', 'Users'), @('Orders') | ForEach-Object { , $_ } | New-DdbBackup @at).TableName | Sort-Object |
            Should -Be 'Music', 'Orders', 'Users'
    }

    It 'as the names Get-DDBTableList gives' {
        (Get-DDBTableList @at | Select-Object -First 3 | New-DdbBackup @at).Count | Should -Be 3
    }

    It 'as Get-DDBTable objects' {
        $backups = 'Music', 'Users' | ForEach-Object { Get-DDBTable $_ @at } | New-DdbBackup @at
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
    }

    It 'as ARNs' {
        (New-DdbBackup arn:aws:dynamodb:us-east-1:111122223333:table/Music @at).TableName | Should -Be 'Music'
    }

    It 'by the parameter''s alias TableArn, as objects with only that property' {
        ([pscustomobject]@{ TableArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music' } | New-DdbBackup @at).TableName |
            Should -Be 'Music'
    }

    It 'as Import-Csv rows with TableName, BackupName and Region, an empty cell meaning that nothing is given' {
        $name = New-Name
        @"
        TableName,BackupName,Region,ProfileName
        Music,$name,eu-west-1,
        Users,,,
"@ -replace '(?m)^ +' | Set-Content $TestDrive/tables.csv

        $backups = Import-Csv $TestDrive/tables.csv | New-DdbBackup -EndpointUrl $url | Sort-Object TableName

        $backups.TableName | Should -Be 'Music', 'Users'
        $backups.Region | Should -Be 'eu-west-1', 'us-east-1'
        $backups[0].BackupName | Should -Be $name
        $backups[1].BackupName | Should -Match '^Users-backup-\d{14}-[a-z0-9]{8}$'
    }

    It 'as ConvertFrom-Json objects with TableName, BackupName and Region' {
        $name = New-Name
        $backups = "[{ ""TableName"": ""Music"", ""BackupName"": ""$name"", ""Region"": ""ap-south-1"" }, { ""TableName"": ""Users"" }]" |
            ConvertFrom-Json | New-DdbBackup -EndpointUrl $url | Sort-Object TableName
        $backups.Region | Should -Be 'ap-south-1', 'us-east-1'
        $backups[0].BackupName | Should -Be $name
    }

    It 'as the backups that it made itself' {
        (New-DdbBackup Music @at | New-DdbBackup).TableName | Should -Be 'Music'
    }

    It 'with a -BackupName made for each by a script block' {
        ('Music', 'Users' | New-DdbBackup -BackupName { "$_-nightly" } @at).BackupName | Sort-Object |
            Should -Be 'Music-nightly', 'Users-nightly'
    }

    It 'with a -TableName made for each by a script block' {
        $rows = [pscustomobject]@{ Name = 'Music' }, [pscustomobject]@{ Name = 'Users' }
        ($rows | New-DdbBackup -TableName { $_.Name } @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
    }

    It 'with a -BackupName made from a row by a script block' {
        [pscustomobject]@{ TableName = 'Music'; Day = 'mon' } | New-DdbBackup -BackupName { "$($_.TableName)-$($_.Day)" } @at |
            ForEach-Object BackupName | Should -Be 'Music-mon'
    }

    It 'as Get-DDBTable objects of another region, which they name by their ARN' {
        $table = Get-DDBTable Music -EndpointUrl $url -Region eu-west-1
        $table.TableArn | Should -Match ':eu-west-1:'
        ($table | New-DdbBackup -EndpointUrl $url).Region | Should -Be eu-west-1
        ($table | Select-Object TableName, TableArn | New-DdbBackup -EndpointUrl $url).Region | Should -Be eu-west-1
        ($table | Select-Object TableName, TableArn | ConvertTo-Json | ConvertFrom-Json | New-DdbBackup -EndpointUrl $url).Region |
            Should -Be eu-west-1
        (New-DdbBackup $table -EndpointUrl $url).Region | Should -Be eu-west-1
    }

    It 'as whole objects at the command line, one or many' {
        $tables = 'Music', 'Users' | ForEach-Object { Get-DDBTable $_ @at }
        (New-DdbBackup $tables @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
        (, $tables | New-DdbBackup @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
        (New-DdbBackup -TableName ([pscustomobject]@{ TableName = 'Music', 'Users' }) @at).TableName | Sort-Object |
            Should -Be 'Music', 'Users'
    }

    It 'whose name is a number in the JSON they come from' {
        '{"TableName":12345}' | ConvertFrom-Json | New-DdbBackup @at -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be 'TableNotFound,DynamoBackup.NewDdbBackupCommand'
        $failure.TargetObject | Should -Be '12345'
    }

    It 'and nothing else: <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Value = @{ TableName = 'Music'; Region = 'eu-west-1' } }
        @{ Name = 'an ordered one'; Value = [ordered]@{ TableName = 'Music' } }
        @{ Name = 'a file'; Value = [IO.FileInfo]'/tmp/Music' }
        @{ Name = 'a time'; Value = [datetime]'2026-01-02' }
        @{ Name = 'an object without a table'; Value = [pscustomobject]@{ Name = 'Music' } }
    ) {
        Reset-Endpoint
        , $Value | New-DdbBackup @at -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidTableName,DynamoBackup.NewDdbBackupCommand'
        New-DdbBackup $Value @at -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidTableName,DynamoBackup.NewDdbBackupCommand'
        Get-CallCount CreateBackup | Should -Be 0
    }

    It 'and, where no record comes, does nothing' {
        @() | New-DdbBackup @at | Should -BeNullOrEmpty
    }
}

Describe 'A backup without -BackupName' {
    It 'is named {table}-backup-{yyyyMMddHHmmss}-{8 random}, at the time of its creation' {
        $before = [datetime]::UtcNow
        $name = (New-DdbBackup Music @at).BackupName
        $name | Should -Match '^Music-backup-(?<time>\d{14})-[a-z0-9]{8}$'
        $null = $name -match '-(?<time>\d{14})-'
        $time = [datetime]::ParseExact($Matches.time, 'yyyyMMddHHmmss', [cultureinfo]::InvariantCulture)
        $time | Should -BeGreaterOrEqual $before.AddSeconds(-1)
        $time | Should -BeLessOrEqual ([datetime]::UtcNow)
    }

    It 'is named after the table where the table is an ARN' {
        (New-DdbBackup arn:aws:dynamodb:us-east-1:111122223333:table/Music @at).BackupName | Should -Match '^Music-backup-'
    }

    It 'has a name of 255 characters at most, however long the table''s is' {
        $table = 't' * 255
        $schema = New-DDBTableSchema | Add-DDBKeySchema -KeyName id -KeyDataType S
        $null = New-DDBTable $table -Schema $schema -BillingMode PAY_PER_REQUEST @at
        $name = (New-DdbBackup $table @at).BackupName
        $name.Length | Should -Be 255
        $name | Should -Match '^t+-backup-\d{14}-[a-z0-9]{8}$'
    }

    It 'has a name no other has' {
        (1..5 | ForEach-Object { 'Music' } | New-DdbBackup @at).BackupName | Sort-Object -Unique | Should -HaveCount 5
    }
}

Describe 'Wait-DdbBackup takes backups' {
    BeforeAll { $fast = @{ PollIntervalSeconds = 0.1 } }

    It 'as New-DdbBackup gives them' {
        $backups = 'Music', 'Users' | New-DdbBackup @at | Wait-DdbBackup @fast
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        $backups | Should -BeOfType Amazon.DynamoDBv2.Model.BackupDetails
    }

    It 'as AWS Tools'' own New-DDBBackup gives them' {
        $backup = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName own @at | Wait-DdbBackup @at @fast
        $backup.BackupStatus.Value | Should -Be 'AVAILABLE'
    }

    It 'as Get-DDBBackupList gives them' {
        $name = New-Name
        $null = 'Music', 'Users' | New-DdbBackup -BackupName $name @at
        $backups = Get-DDBBackupList @at | Where-Object BackupName -EQ $name | Wait-DdbBackup @at @fast
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
    }

    It 'as Get-DDBBackup gives them' {
        $arn = (New-DdbBackup Music @at).BackupArn
        (Get-DDBBackup $arn @at | Wait-DdbBackup @at @fast).BackupStatus.Value | Should -Be 'AVAILABLE'
    }

    It 'as whole objects at the command line, one or many, of any command' {
        $backups = New-DdbBackup Music, Users @at
        (Wait-DdbBackup $backups @fast @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
        (, $backups | Wait-DdbBackup @fast @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
        (Wait-DdbBackup (Get-DDBBackup $backups[0].BackupArn @at) @fast @at).TableName | Should -Be $backups[0].TableName
        (New-DdbBackup Music -Select * @at | Wait-DdbBackup @fast @at).TableName | Should -Be Music
    }

    It 'as a job or a file gave them back' {
        $path = Join-Path $TestDrive backups.xml
        New-DdbBackup Music, Users @at | Export-Clixml $path
        $back = Import-Clixml $path
        ($back | Wait-DdbBackup @fast @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
        ($back | Out-String) | Should -Match 'CREATING'
    }

    It 'as plain ARNs from the pipeline' {
        $arns = (New-DdbBackup Music, Users @at).BackupArn
        ($arns | Wait-DdbBackup @at @fast).BackupArn | Sort-Object | Should -Be ($arns | Sort-Object)
    }

    It 'as arguments' {
        $arns = (New-DdbBackup Music, Users @at).BackupArn
        (Wait-DdbBackup $arns @at @fast).BackupArn | Sort-Object | Should -Be ($arns | Sort-Object)
    }

    It 'as Import-Csv rows with BackupArn' {
        New-DdbBackup Music @at | Select-Object BackupArn | Export-Csv $TestDrive/backups.csv
        (Import-Csv $TestDrive/backups.csv | Wait-DdbBackup @at @fast).BackupStatus.Value | Should -Be 'AVAILABLE'
    }

    It 'that are AVAILABLE already, and emits them again' {
        $backup = New-DdbBackup Music @at -Wait @fast
        ($backup | Wait-DdbBackup @fast).BackupArn | Should -Be $backup.BackupArn
    }

    It 'more than once each, and emits each as often as it was given' {
        $backup = New-DdbBackup Music @at
        $backup, $backup | Wait-DdbBackup @fast | Should -HaveCount 2
    }
}

Describe 'Backups stream out' {
    It 'while later ones are still being created' {
        Add-Fault @{ kind = 'throttle'; operation = 'CreateBackup'; table = 'Users'; times = 2 }
        $name = New-Name
        $madeAtOutput = [ordered]@{}
        'Users', 'Music' | New-DdbBackup -BackupName $name @at |
            ForEach-Object { $madeAtOutput[$_.TableName] = @(Get-BackupAtEndpoint $name).Count }
        @($madeAtOutput.Keys) | Should -Be 'Music', 'Users'
        $madeAtOutput.Music | Should -Be 1
        $madeAtOutput.Users | Should -Be 2
    }

    It 'in order of completion' {
        Set-EndpointSetting @{ backupSecondsMin = 3; backupSecondsMax = 3 }
        $slow = New-DdbBackup Music @at
        Reset-Endpoint
        $fast = New-DdbBackup Users @at
        ($slow, $fast | Wait-DdbBackup -PollIntervalSeconds 0.1).TableName | Should -Be 'Users', 'Music'
    }

    It 'with -Wait when AVAILABLE, the earlier ones while the later ones are pending' {
        Add-Fault @{ kind = 'throttle'; operation = 'CreateBackup'; table = 'Users'; times = 2 }
        Set-EndpointSetting @{ backupSecondsMin = 1; backupSecondsMax = 1 }
        $name = New-Name
        $availableAtOutput = [ordered]@{}
        'Users', 'Music' | New-DdbBackup -Wait -PollIntervalSeconds 0.1 -BackupName $name @at | ForEach-Object {
            $_.BackupStatus.Value | Should -Be 'AVAILABLE'
            $availableAtOutput[$_.TableName] = @(Get-BackupAtEndpoint $name | Where-Object status -EQ 'AVAILABLE').Count
        }
        @($availableAtOutput.Keys) | Should -Be 'Music', 'Users'
        $availableAtOutput.Music | Should -Be 1
        $availableAtOutput.Users | Should -Be 2
    }

    AfterEach { Reset-Endpoint }
}
