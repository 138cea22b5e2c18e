# Where calls go: the account is told by the access key's last 12 digits, the region by the signature.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint

    function Get-Place([string] $BackupName) {
        Get-BackupAtEndpoint $BackupName | ForEach-Object { "$($_.tableName) $($_.account) $($_.region)" } | Sort-Object
    }
}

AfterAll { Stop-Endpoint }

Describe 'Two tables are backed up and waited for' {
    BeforeEach { $name = New-Name }

    It 'with credentials and region from the environment' {
        $env:AWS_REGION = 'eu-north-1'
        try {
            $backups = 'Music', 'Users' | New-DdbBackup -BackupName $name -EndpointUrl $url | Wait-DdbBackup -PollIntervalSeconds 0.2
        }
        finally {
            $env:AWS_REGION = 'us-east-1'
        }

        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        Get-Place $name | Should -Be 'Music 111122223333 eu-north-1', 'Users 111122223333 eu-north-1'
    }

    It 'with credentials from Set-AWSCredential and the region from Set-DefaultAWSRegion' {
        Set-AWSCredential -AccessKey AKIA222233334444 -SecretKey secret
        Set-DefaultAWSRegion us-west-2
        try {
            $backups = 'Music', 'Users' | New-DdbBackup -BackupName $name -EndpointUrl $url | Wait-DdbBackup -PollIntervalSeconds 0.2
        }
        finally {
            Clear-AWSCredential
            Clear-DefaultAWSRegion
        }

        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        Get-Place $name | Should -Be 'Music 222233334444 us-west-2', 'Users 222233334444 us-west-2'
    }

    It 'with -ProfileName, which rides along to Wait-DdbBackup' {
        "[other]`naws_access_key_id=AKIA333344445555`naws_secret_access_key=secret" | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $backups = 'Music', 'Users' | New-DdbBackup -BackupName $name -ProfileName other @at | Wait-DdbBackup -PollIntervalSeconds 0.2
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        $backups.ProfileName | Should -Be 'other', 'other'
        Get-Place $name | Should -Be 'Music 333344445555 us-east-1', 'Users 333344445555 us-east-1'
    }

    It 'with -ProfileName and -ProfileLocation' {
        "[elsewhere]`naws_access_key_id=AKIA444455556666`naws_secret_access_key=secret" | Set-Content $TestDrive/credentials
        $profile = @{ ProfileName = 'elsewhere'; ProfileLocation = "$TestDrive/credentials" }
        $backups = 'Music', 'Users' | New-DdbBackup -BackupName $name @profile @at | Wait-DdbBackup @profile -PollIntervalSeconds 0.2
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        Get-Place $name | Should -Be 'Music 444455556666 us-east-1', 'Users 444455556666 us-east-1'
    }

    It 'with -Credential' {
        $credential = New-AWSCredential -AccessKey AKIA555566667777 -SecretKey secret
        $backups = 'Music', 'Users' | New-DdbBackup -BackupName $name -Credential $credential @at |
            Wait-DdbBackup -Credential $credential -PollIntervalSeconds 0.2
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE'
        Get-Place $name | Should -Be 'Music 555566667777 us-east-1', 'Users 555566667777 us-east-1'
    }

    It 'with a credential from the pipeline' {
        $null = New-AWSCredential -AccessKey AKIA666677778888 -SecretKey secret | New-DdbBackup Music, Users -BackupName $name @at
        Get-Place $name | Should -Be 'Music 666677778888 us-east-1', 'Users 666677778888 us-east-1'
    }

    It 'with -AccessKey, -SecretKey and -SessionToken' {
        $keys = @{ AccessKey = 'AKIA777788889999'; SecretKey = 'secret'; SessionToken = 'token' }
        $null = New-DdbBackup Music, Users -BackupName $name @keys @at
        Get-Place $name | Should -Be 'Music 777788889999 us-east-1', 'Users 777788889999 us-east-1'
    }
}

Describe 'The default credentials' {
    BeforeEach {
        Reset-Endpoint
        @(
            "[first]`naws_access_key_id=AKIA000000000001`naws_secret_access_key=secret"
            "[second]`naws_access_key_id=AKIA000000000002`naws_secret_access_key=secret"
        ) | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = $null, 'first'
    }

    AfterEach {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = 'AKIA111122223333', $null
        Set-Content $env:AWS_SHARED_CREDENTIALS_FILE ''
    }

    It 'stay those of the profile that a command began with, though AWS_PROFILE changes meanwhile' {
        $backups = & { 'Music'; Wait-Until { (Get-CallCount CreateBackup) -eq 1 }; $env:AWS_PROFILE = 'second'; 'Users' } |
            New-DdbBackup @at
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        (Get-RecordedCall).account | Sort-Object -Unique | Should -Be '000000000001'
    }

    It 'are those that a -ClientConfig has' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{ Profile = [Amazon.Profile]::new('second') }
        $null = New-DdbBackup Music @at -ClientConfig $config
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{
            DefaultAWSCredentials = New-AWSCredential -AccessKey AKIA000000000003 -SecretKey secret
        }
        $null = New-DdbBackup Users @at -ClientConfig $config
        (Get-RecordedCall CreateBackup).account | Should -Be '000000000002', '000000000003'
    }
}

Describe 'Each record goes to its own account and region' {
    BeforeEach { $name = New-Name }

    It 'where Region differs from row to row' {
        $null = "TableName,Region`nMusic,eu-west-1`nUsers,`nOrders,us-west-2" | ConvertFrom-Csv |
            New-DdbBackup -BackupName $name -EndpointUrl $url
        Get-Place $name | Should -Be 'Music 111122223333 eu-west-1', 'Orders 111122223333 us-west-2', 'Users 111122223333 us-east-1'
    }

    It 'where Region is an object of the SDK''s' {
        $row = [pscustomobject]@{ TableName = 'Music'; Region = [Amazon.RegionEndpoint]::EUWest1 }
        ($row | New-DdbBackup -EndpointUrl $url).Region | Should -Be eu-west-1
        (New-DdbBackup Music -EndpointUrl $url -Region ([Amazon.RegionEndpoint]::EUWest1)).Region | Should -Be eu-west-1
    }

    It 'where ProfileName differs from row to row' {
        @(
            "[one]`naws_access_key_id=AKIA000000000001`naws_secret_access_key=secret"
            "[two]`naws_access_key_id=AKIA000000000002`naws_secret_access_key=secret"
        ) | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $backups = "TableName,ProfileName`nMusic,one`nUsers,`nOrders,two`nSessions,one" | ConvertFrom-Csv |
            New-DdbBackup -BackupName $name @at | Wait-DdbBackup -PollIntervalSeconds 0.2
        Get-Place $name | Should -Be 'Music 000000000001 us-east-1', 'Orders 000000000002 us-east-1', 'Sessions 000000000001 us-east-1',
            'Users 111122223333 us-east-1'
        $backups.BackupStatus.Value | Should -Be (@('AVAILABLE') * 4)
    }

    It 'where the keys differ from row to row' {
        $null = "TableName,AccessKey,SecretKey`nMusic,AKIA000000000003,secret`nUsers,AKIA000000000004,secret" | ConvertFrom-Csv |
            New-DdbBackup -BackupName $name @at
        Get-Place $name | Should -Be 'Music 000000000003 us-east-1', 'Users 000000000004 us-east-1'
    }

    It 'where they share one -ClientConfig, which stays as it was' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]::new()
        $null = "TableName,Region`nMusic,eu-west-1`nUsers,us-west-2" | ConvertFrom-Csv |
            New-DdbBackup -BackupName $name -EndpointUrl $url -ClientConfig $config
        Get-Place $name | Should -Be 'Music 111122223333 eu-west-1', 'Users 111122223333 us-west-2'
        $config.ServiceURL | Should -BeNullOrEmpty
        $config.AuthenticationRegion | Should -BeNullOrEmpty
    }

    It 'where BackupArn differs from row to row' {
        $backups = "TableName,Region`nMusic,eu-west-1`nUsers,us-west-2" | ConvertFrom-Csv |
            New-DdbBackup -BackupName $name -EndpointUrl $url
        ($backups.BackupArn | Wait-DdbBackup -EndpointUrl $url -PollIntervalSeconds 0.2).Region | Sort-Object |
            Should -Be 'eu-west-1', 'us-west-2'
    }
}

Describe 'The region of an ARN' {
    BeforeEach { $name = New-Name }

    It 'is used where -Region is not given' {
        $null = New-DdbBackup arn:aws:dynamodb:ap-south-1:111122223333:table/Music, Users -BackupName $name -EndpointUrl $url
        Get-Place $name | Should -Be 'Music 111122223333 ap-south-1', 'Users 111122223333 us-east-1'
    }

    It 'that is not the -Region given is an error that says so, and nothing is sent' {
        Reset-Endpoint
        $arn = 'arn:aws:dynamodb:ap-south-1:111122223333:table/Music'
        $backups = 'Users', $arn |
            New-DdbBackup -BackupName $name -Region eu-west-3 -EndpointUrl $url -ErrorAction SilentlyContinue -ErrorVariable errors
        $backups.TableName | Should -Be Users
        $errors.FullyQualifiedErrorId | Should -Be 'RegionMismatch,DynamoBackup.NewDdbBackupCommand'
        "$errors" | Should -Be ("No backup of table 'Music' was created: its ARN is of region ap-south-1, " +
            'and the region given is eu-west-3. Nothing was sent.')
        $errors.TargetObject | Should -Be $arn
        $errors.ErrorDetails.RecommendedAction | Should -Match '-Region ap-south-1'
        Get-CallCount CreateBackup | Should -Be 1
        (Get-RecordedCall).region | Sort-Object -Unique | Should -Be 'eu-west-3' -Because 'nothing goes where the ARN is'
    }

    It 'that is not the Region of its row is that row''s error' {
        $rows = 'TableName,Region', 'arn:aws:dynamodb:ap-south-1:111122223333:table/Music,eu-west-3',
            'arn:aws:dynamodb:ap-south-1:111122223333:table/Users,AP-SOUTH-1' | ConvertFrom-Csv
        $backups = $rows | New-DdbBackup -EndpointUrl $url -ErrorAction SilentlyContinue -ErrorVariable errors
        $backups.Region | Should -Be ap-south-1
        $errors.FullyQualifiedErrorId | Should -Be 'RegionMismatch,DynamoBackup.NewDdbBackupCommand'
    }

    It 'is used by Wait-DdbBackup where -Region is not given; another -Region is an error, and nothing is sent' {
        $arn = (New-DdbBackup Music -Region eu-west-1 -EndpointUrl $url).BackupArn
        (Wait-DdbBackup $arn -EndpointUrl $url -PollIntervalSeconds 0.2).BackupStatus.Value | Should -Be 'AVAILABLE'

        Reset-Endpoint
        Wait-DdbBackup $arn -Region eu-west-2 -EndpointUrl $url -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'RegionMismatch,DynamoBackup.WaitDdbBackupCommand'
        $errors.TargetObject | Should -Be $arn
        Get-CallCount | Should -Be 0
    }
}

Describe 'The region that is named is the region that is asked, where <_> names the endpoint:' -ForEach @(
    'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB') {
    BeforeEach {
        $name = New-Name
        Set-Item "Env:$_" $url
    }

    AfterEach { Remove-Item "Env:$_" }

    It '-Region' {
        (New-DdbBackup Music -BackupName $name -Region eu-west-1).Region | Should -Be eu-west-1
        Get-Place $name | Should -Be 'Music 111122223333 eu-west-1'
    }

    It 'a record''s Region, and an ARN''s' {
        $rows = "TableName,Region`nMusic,eu-west-1`narn:aws:dynamodb:ap-south-1:111122223333:table/Users,`nOrders," | ConvertFrom-Csv
        $backups = $rows | New-DdbBackup -BackupName $name | Wait-DdbBackup -PollIntervalSeconds 0.1
        $backups.BackupStatus.Value | Should -Be 'AVAILABLE', 'AVAILABLE', 'AVAILABLE'
        Get-Place $name | Should -Be 'Music 111122223333 eu-west-1', 'Orders 111122223333 us-east-1', 'Users 111122223333 ap-south-1'
    }

    It 'that of a -ClientConfig, where no other is known' {
        $env:AWS_REGION = $null
        try {
            $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{ RegionEndpoint = [Amazon.RegionEndpoint]::EUNorth1 }
            (New-DdbBackup Music -BackupName $name -ClientConfig $config).Region | Should -Be eu-north-1
            Get-Place $name | Should -Be 'Music 111122223333 eu-north-1'
            $config.RegionEndpoint.SystemName | Should -Be eu-north-1
        }
        finally {
            $env:AWS_REGION = 'us-east-1'
        }
    }
}

Describe 'The region of a profile''s endpoint_url' {
    It 'is the one that is named' {
        $name = New-Name
        Set-Content $env:AWS_CONFIG_FILE "[default]`nendpoint_url = $url"
        try {
            # In a process of its own: the SDK reads its files once.
            pwsh -NoProfile -Command "Import-Module '$manifest'; (New-DdbBackup Music -BackupName $name -Region eu-west-1).Region" |
                Should -Be eu-west-1
            Get-Place $name | Should -Be 'Music 111122223333 eu-west-1'
        }
        finally {
            Remove-Item $env:AWS_CONFIG_FILE
        }
    }
}
