# What is refused before anything is sent for it: no account, no region, no endpoint to go to.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
}

AfterAll { Stop-Endpoint }

Describe 'A command ends at once, with nothing sent' {
    BeforeEach { Reset-Endpoint }

    It 'where there is no region' {
        $env:AWS_REGION = $null
        try {
            $thrown = { 'Music', 'Users' | New-DdbBackup -EndpointUrl $url -ErrorAction SilentlyContinue } | Should -Throw -PassThru
        }
        finally {
            $env:AWS_REGION = 'us-east-1'
        }

        $thrown.FullyQualifiedErrorId | Should -Be 'NoRegion,DynamoBackup.NewDdbBackupCommand'
        "$thrown" | Should -Be "No backup of table 'Music' was created: no region was given, and no default region is set."
        $thrown.ErrorDetails.RecommendedAction | Should -Match '-Region.*Set-DefaultAWSRegion.*AWS_REGION'
        $thrown.TargetObject | Should -Be Music
        Get-CallCount | Should -Be 0
    }

    It 'where the only regions are those that AWS Tools does not use, which are named' {
        "[night]`naws_access_key_id = AKIA444455556666`naws_secret_access_key = secret`nregion = eu-west-1" |
            Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $env:AWS_REGION, $env:AWS_DEFAULT_REGION, $env:AWS_PROFILE = $null, 'eu-north-1', 'night'
        try { $thrown = { New-DdbBackup Music -EndpointUrl $url } | Should -Throw -PassThru }
        finally {
            $env:AWS_REGION, $env:AWS_DEFAULT_REGION, $env:AWS_PROFILE = 'us-east-1', $null, $null
            Set-Content $env:AWS_SHARED_CREDENTIALS_FILE ''
        }

        $thrown.FullyQualifiedErrorId | Should -Be 'NoRegion,DynamoBackup.NewDdbBackupCommand'
        "$thrown" |
            Should -Match "Profile 'night' has the region eu-west-1, .*AWS_DEFAULT_REGION is set to eu-north-1"
    }

    It 'where the session''s region can be none' {
        Set-Variable StoredAWSRegion 'the moon' -Scope Global
        $env:AWS_REGION = $null
        try { $thrown = { New-DdbBackup Music -EndpointUrl $url } | Should -Throw -PassThru }
        finally {
            Remove-Variable StoredAWSRegion -Scope Global
            $env:AWS_REGION = 'us-east-1'
        }

        $thrown.FullyQualifiedErrorId | Should -Be 'InvalidRegion,DynamoBackup.NewDdbBackupCommand'
        "$thrown" | Should -Match 'the moon'
    }

    It 'where there are no credentials' {
        $env:AWS_ACCESS_KEY_ID = $null
        try {
            $thrown = { 'Music', 'Users' | New-DdbBackup @at -ErrorAction SilentlyContinue } | Should -Throw -PassThru
        }
        finally {
            $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333'
        }

        $thrown.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        $thrown.CategoryInfo.Category | Should -Be AuthenticationError
        $thrown.ErrorDetails.RecommendedAction | Should -Match 'Set-AWSCredential'
        Get-CallCount | Should -Be 0
    }

    It 'where <Name>, though the environment has keys' -ForEach @(
        @{
            Name  = 'the profile does not exist'
            Given = @{ ProfileName = 'nosuch' }
            Says  = "there is no profile 'nosuch' in '{0}' or '*config'."
        }
        @{
            Name  = 'the profile is not in the file that -ProfileLocation names'
            Given = @{ ProfileName = 'nosuch'; ProfileLocation = '/elsewhere/credentials' }
            Says  = "there is no profile 'nosuch' in '/elsewhere/credentials' or '*config'."
        }
        @{
            Name  = '-ProfileLocation names a file and -ProfileName no profile'
            Given = @{ ProfileLocation = '/elsewhere/credentials' }
            Says  = '*-ProfileLocation was given without -ProfileName'
        }
        @{
            Name = 'the secret key is missing'; Given = @{ AccessKey = 'AKIA444455556666' }
            Says = '*-AccessKey and -SecretKey must be given together*'
        }
        @{ Name = 'the access key is missing'; Given = @{ SecretKey = 's' }; Says = '*-AccessKey and -SecretKey must be given together*' }
        @{
            Name = 'the keys of a session token are missing'; Given = @{ SessionToken = 's' }
            Says = '*-AccessKey and -SecretKey must be given together*'
        }
    ) {
        $thrown = { 'Music', 'Users' | New-DdbBackup @at @Given -ErrorAction SilentlyContinue } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        "$thrown" | Should -BeLike ("No backup of table 'Music' was created: $Says" -f $env:AWS_SHARED_CREDENTIALS_FILE)
        Get-CallCount | Should -Be 0
    }

    It 'where the profile of a wait or a deletion does not exist' {
        $arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/01489602797149-73d8d5bc'
        { Wait-DdbBackup $arn @at -ProfileName nosuch } | Should -Throw "*there is no profile 'nosuch' in *"
        { Limit-DdbBackup Music -KeepLast 1 -Force @at -ProfileName nosuch } | Should -Throw "*there is no profile 'nosuch' in *"
        Get-CallCount | Should -Be 0
    }

    It 'where the profile that AWS_PROFILE names does not exist' {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = $null, 'nosuch'
        try { $thrown = { New-DdbBackup Music @at } | Should -Throw -PassThru }
        finally { $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = 'AKIA111122223333', $null }

        $thrown.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        "$thrown" | Should -BeLike "*there is no profile 'nosuch' in '$env:AWS_SHARED_CREDENTIALS_FILE' or '*'."
        Get-CallCount | Should -Be 0
    }

    It 'where the profile that AWS_PROFILE names cannot be used, which is named' {
        "[broken]`nsource_profile = nowhere`nrole_arn = arn:aws:iam::111122223333:role/none" | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = $null, 'broken'
        try { $thrown = { New-DdbBackup Music @at } | Should -Throw -PassThru }
        finally {
            $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = 'AKIA111122223333', $null
            Set-Content $env:AWS_SHARED_CREDENTIALS_FILE ''
        }

        $thrown.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        "$thrown" | Should -Match '\[nowhere\].*\[broken\]'
    }

    It 'where the service takes the credentials for wrong' {
        Add-Fault @{
            kind = 'refuse'; code = 'UnrecognizedClientException'
            message = 'The security token included in the request is invalid.'
        }
        $thrown = { 'Music', 'Users' | New-DdbBackup @at -ThrottleLimit 1 -ErrorAction SilentlyContinue } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        "$thrown" | Should -Match 'The security token included in the request is invalid'
        Get-CallCount | Should -Be 1
    }

    It 'where -EndpointUrl is <_>' -ForEach 'nonsense', 'ftp://127.0.0.1', "http://`e[31m" {
        $thrown = { 'Music', 'Users' | New-DdbBackup -EndpointUrl $_ -TimeoutMinutes 0.05 -ErrorAction SilentlyContinue } |
            Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'InvalidEndpointUrl,DynamoBackup.NewDdbBackupCommand'
        $thrown.CategoryInfo.Category | Should -Be InvalidArgument
        $thrown.ErrorDetails.RecommendedAction | Should -Match 'https://'
        "$thrown" | Should -Not -Match "`e"
        "$thrown" | Should -Match ([regex]::Escape("'$($_ -replace "`e", '\u001b')' is not a value of -EndpointUrl"))
    }
}

Describe 'A record whose account or place is no good costs the others nothing:' {
    BeforeEach {
        Reset-Endpoint
        Set-Content $env:AWS_SHARED_CREDENTIALS_FILE "[good]`naws_access_key_id = AKIA444455556666`naws_secret_access_key = secret"
    }

    AfterEach { Set-Content $env:AWS_SHARED_CREDENTIALS_FILE '' }

    It 'a row without a region' {
        $env:AWS_REGION = $null
        try {
            $rows = "TableName,Region`nMusic,us-east-1`nUsers,`nOrders,eu-west-1" | ConvertFrom-Csv
            $backups = $rows |
                New-DdbBackup -Wait -PollIntervalSeconds 0.1 -EndpointUrl $url -ErrorVariable failures -ErrorAction SilentlyContinue
        }
        finally {
            $env:AWS_REGION = 'us-east-1'
        }

        $backups.TableName | Sort-Object | Should -Be 'Music', 'Orders'
        $failures.FullyQualifiedErrorId | Should -Be 'NoRegion,DynamoBackup.NewDdbBackupCommand'
        $failures.TargetObject | Should -Be Users
    }

    It 'the first row, and two more, whose profile has a role of a missing one' {
        Add-Content $env:AWS_SHARED_CREDENTIALS_FILE "[broken]`nsource_profile = nowhere`nrole_arn = arn:aws:iam::111122223333:role/none"
        $rows = "TableName,ProfileName`nMusic,broken`nUsers,good`nOrders,broken`nProducts,good`nReviews,broken" | ConvertFrom-Csv
        $backups = $rows | New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at -ErrorVariable failures -ErrorAction SilentlyContinue
        $backups.TableName | Sort-Object | Should -Be 'Products', 'Users'
        $failures | Should -HaveCount 3
        $failures.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        "$($failures[0])" | Should -Match "^No backup of table 'Music' was created: .*profile 'broken'.*\[nowhere\]"
        $failures.TargetObject | Sort-Object | Should -Be 'Music', 'Orders', 'Reviews'
    }

    It 'a row whose profile does not exist, which never goes to another account' {
        $rows = "TableName,ProfileName`nMusic,missing`nUsers,good" | ConvertFrom-Csv
        $backups = $rows | New-DdbBackup @at -ErrorVariable failures -ErrorAction SilentlyContinue
        $backups.TableName | Should -Be Users
        $failures.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
        "$failures" | Should -BeLike "No backup of table 'Music' was created: there is no profile 'missing' in *"
        $failures.ErrorDetails.RecommendedAction | Should -BeLike '*Get-AWSCredential -ListProfileDetail'
        $failures.TargetObject | Should -Be Music
        (Get-RecordedCall).account | Sort-Object -Unique | Should -Be '444455556666'
    }

    It 'a row with an endpoint that is none' {
        $rows = "TableName,EndpointUrl`nMusic,$url`nUsers,nonsense`nOrders,$url" | ConvertFrom-Csv
        $backups = $rows |
            New-DdbBackup -Wait -PollIntervalSeconds 0.1 -Region us-east-1 -ErrorVariable failures -ErrorAction SilentlyContinue
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Orders'
        $failures.FullyQualifiedErrorId | Should -Be 'InvalidEndpointUrl,DynamoBackup.NewDdbBackupCommand'
    }

    It 'a row with good keys of its own, where the session''s are refused' {
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; accessKey = 'BAD'; code = 'UnrecognizedClientException' }
        $rows = [pscustomobject]@{ TableName = 'Music' },
            [pscustomobject]@{ TableName = 'NoSuch'; AccessKey = 'AKIA1'; SecretKey = 'y' },
            [pscustomobject]@{ TableName = 'Users'; AccessKey = 'AKIA1'; SecretKey = 'y' }
        $env:AWS_ACCESS_KEY_ID = 'BAD'
        try {
            $backups = & { $rows[0, 1]; Wait-Until { (Get-CallCount CreateBackup) -eq 2 }; $rows[2] } |
                New-DdbBackup @at -ErrorVariable failures -ErrorAction SilentlyContinue
        }
        finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        $backups.TableName | Should -Be Users
        $failures.FullyQualifiedErrorId | Sort-Object |
            Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand', 'TableNotFound,DynamoBackup.NewDdbBackupCommand'
    }

    It 'a row whose keys the service refuses, though it is the first' {
        Add-Fault @{ kind = 'refuse'; operation = 'CreateBackup'; accessKey = 'BAD'; code = 'UnrecognizedClientException' }
        $rows = "TableName,AccessKey,SecretKey`nMusic,BAD,x`nUsers,AKIA1,y`nOrders,AKIA1,y" | ConvertFrom-Csv
        $backups = & { $rows[0]; Wait-Until { (Get-CallCount CreateBackup) -eq 1 }; $rows[1, 2] } |
            New-DdbBackup -Wait -PollIntervalSeconds 0.1 @at -ErrorVariable failures -ErrorAction SilentlyContinue
        $backups.TableName | Sort-Object | Should -Be 'Orders', 'Users'
        $failures.FullyQualifiedErrorId | Should -Be 'CredentialsRejected,DynamoBackup.NewDdbBackupCommand'
    }

    It 'a backup to wait for without a region to wait in is no error: its ARN has one' {
        $env:AWS_REGION = $null
        try {
            $backup = New-DdbBackup Music @at
            ($backup.BackupArn | Wait-DdbBackup -EndpointUrl $url -PollIntervalSeconds 0.1).BackupStatus | Should -Be AVAILABLE
        }
        finally {
            $env:AWS_REGION = 'us-east-1'
        }
    }
}

Describe 'A backup of another account' {
    BeforeEach { Reset-Endpoint }

    It 'by its ARN is told to be out of sight long before the wait''s time is over, and whose it is' {
        $arn = New-DdbBackup Music -AccessKey AKIA222233334444 -SecretKey s -Select BackupDetails.BackupArn @at
        Reset-Endpoint
        $arn | Wait-DdbBackup -EndpointUrl $url -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be 'AccessDenied,DynamoBackup.WaitDdbBackupCommand'
        "$failure" | Should -Match ("^The backup of table 'Music' cannot be watched: it may not be described \(.*\), " +
            'and no listing of us-east-1 shows it\.$')
        $failure.ErrorDetails.RecommendedAction | Should -Match '-ProfileName or the credentials of account 222233334444'
        $failure.TargetObject.BackupArn | Should -Be $arn
        Get-CallCount DescribeBackup | Should -Be 1
        Get-CallCount DeleteBackup | Should -Be 0
    }
}

Describe 'A region that AWS Tools does not know' {
    It 'is used as it stands: it may be new' {
        (New-DdbBackup Music -Region us-east-99 -EndpointUrl $url).Region | Should -Be us-east-99
    }

    It 'is named with the one it is most like where nothing is there, and how to list them' {
        # A host of no network, with the region in its name as AWS's have it.
        $there = @{ Region = 'us-esat-1'; EndpointUrl = 'http://dynamodb.us-esat-1.localhost:1' }
        New-DdbBackup Music @there -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be 'ConnectionFailed,DynamoBackup.NewDdbBackupCommand'
        "$failure" | Should -Match ("us-esat-1\.localhost:1 cannot be reached: .+\. " +
            "AWS Tools knows no region 'us-esat-1': did you mean us-east-1\?$")
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Get-AWSRegion lists the regions. Check the network*'
        $failure.TargetObject | Should -Be Music
    }

    It 'is named so where it can be none: <Region>' -ForEach @(
        @{ Region = 'us esat 1'; Told = ': did you mean us-east-1?' }
        @{ Region = 'eu-wst-1!'; Told = ': did you mean eu-west-1?' }
        @{ Region = 'the moon'; Told = '.' }
    ) {
        $failure = { New-DdbBackup Music -Region $Region -EndpointUrl $url } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRegion,DynamoBackup.NewDdbBackupCommand'
        "$failure" | Should -Be "No backup of table 'Music' was created: AWS Tools knows no region '$Region'$Told"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Get-AWSRegion lists the regions. Give -Region*'
    }
}
