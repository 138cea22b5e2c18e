BeforeAll { . $PSScriptRoot/ComingFrom.ps1 }

AfterAll { Stop-Endpoint }

Describe 'From the AWS CLI' {
    It '--table-name' {
        (New-DdbBackup -TableName Music @at).TableName | Should -Be 'Music'
        (New-DdbBackup 'arn:aws:dynamodb:us-east-1:111122223333:table/Music' @at).TableName | Should -Be 'Music'
    }

    It '--backup-name' {
        $ours = New-Name; $theirs = New-Name
        New-DdbBackup Music -BackupName $ours @at | Should -Not -BeNullOrEmpty
        if ($hasAws) {
            (Invoke-Aws --table-name Music --backup-name $theirs | ConvertFrom-Json).BackupDetails.BackupName | Should -Be $theirs
            @(Get-BackupAtEndpoint $theirs) | Should -HaveCount 1
        }
        @(Get-BackupAtEndpoint $ours) | Should -HaveCount 1
    }

    It '--cli-input-json' {
        $json = '{ "TableName": "Users", "BackupName": "from-json" }'
        $ours = $json | ConvertFrom-Json | New-DdbBackup @at
        $ours.TableName, $ours.BackupName | Should -Be 'Users', 'from-json'
        ($json | ConvertFrom-Json | New-DdbBackup -BackupName wins @at).BackupName | Should -Be 'wins'
        ('[{ "TableName": "Users" }, { "TableName": "Music" }]' | ConvertFrom-Json | New-DdbBackup @at).TableName | Sort-Object |
            Should -Be 'Music', 'Users'
        if ($hasAws) {
            $theirs = (Invoke-Aws --cli-input-json $json --backup-name wins | ConvertFrom-Json).BackupDetails
            $theirs.BackupName | Should -Be 'wins'
        }
    }

    It '--generate-cli-skeleton' {
        $ours = @{ TableName = ''; BackupName = '' }
        if ($hasAws) {
            $theirs = Invoke-Aws --generate-cli-skeleton | ConvertFrom-Json -AsHashtable
            $theirs.Keys | Sort-Object | Should -Be ($ours.Keys | Sort-Object)
        }
        $ours.TableName = 'Music'
        $ours | ConvertTo-Json | ConvertFrom-Json | New-DdbBackup @at | Should -Not -BeNullOrEmpty
    }

    It '--query' {
        New-DdbBackup Music -Select BackupDetails.BackupArn @at |
            Should -BeLike 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/*'
        if ($hasAws) {
            Invoke-Aws --table-name Music --backup-name query --query BackupDetails.BackupArn --output text |
                Should -BeLike 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/*'
        }
    }

    It '--output json' {
        $ours = New-DdbBackup Music @at | ConvertTo-Json | ConvertFrom-Json -AsHashtable
        if ($hasAws) {
            $theirs = (Invoke-Aws --table-name Music --backup-name json | ConvertFrom-Json -AsHashtable).BackupDetails
            $theirs.Keys | Where-Object { -not $ours.ContainsKey($_) } | Should -BeNullOrEmpty
        }
        $ours.BackupName | Should -BeLike 'Music-backup-*'
        (New-DdbBackup Music @at | ConvertTo-Json | ConvertFrom-Json | Wait-DdbBackup).BackupStatus | Should -Be 'AVAILABLE'
        (New-DdbBackup Music @at -Select * | ConvertTo-Json -Depth 4 | ConvertFrom-Json).BackupDetails.BackupArn | Should -BeLike 'arn:*'
    }

    It '--output text' { New-DdbBackup Music @at | ForEach-Object { $_.BackupArn } | Should -BeLike 'arn:*' }

    It '--output table' {
        New-DdbBackup Music @at | Format-Table | Out-String -Width 100 |
            Should -Match 'TableName\s+BackupName\s+Status\s+Size\s+Created'
    }

    It '--output yaml-stream' {
        Set-EndpointSetting @{ backupSecondsMin = 0.2; backupSecondsMax = 3 }
        $times = 'Music', 'Users', 'Orders', 'Invoices', 'Sessions' | New-DdbBackup -Wait @at | ForEach-Object { Get-CallCount }
        # Calls went on between the first backup and the last.
        $times[-1] | Should -BeGreaterThan $times[0]
        Reset-Endpoint
    }

    It '--debug' {
        $DebugPreference = 'Continue'
        $debug = New-DdbBackup Music @at -Verbose 4>$null 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } |
            Out-String
        $debug | Should -Match 'CreateBackup Music in us-east-1, attempt 1: 200, \d+ ms, request id \w+'
    }

    It '--profile' {
        $name = New-Name
        New-DdbBackup Music -BackupName $name -ProfileName other @at | Should -Not -BeNullOrEmpty
        (Get-BackupAtEndpoint $name).account | Should -Be '999900001111'
        (New-DdbBackup Music -ProfileName other -EndpointUrl $url).Region | Should -Be 'us-east-1'
    }

    It '--region' { (New-DdbBackup Music -EndpointUrl $url -Region eu-west-1).Region | Should -Be 'eu-west-1' }

    It '--endpoint-url' { (New-DdbBackup Music @at | Wait-DdbBackup).BackupStatus | Should -Be 'AVAILABLE' }

    It 'AWS_PROFILE' {
        $name = New-Name
        $environment = @{ AWS_PROFILE = 'other'; AWS_ACCESS_KEY_ID = ''; AWS_SECRET_ACCESS_KEY = '' }
        Invoke-NewPwsh $environment "`$null = New-DdbBackup Music -BackupName $name -EndpointUrl $url -Region us-east-1"
        (Get-BackupAtEndpoint $name).account | Should -Be '999900001111'
    }

    It 'AWS_REGION' {
        Invoke-NewPwsh @{ AWS_REGION = 'ap-south-1' } "(New-DdbBackup Music -EndpointUrl $url).Region" | Should -Be 'ap-south-1'
        # The default profile's region comes first.
        $file = Join-Path $TestDrive credentials
        '[default]', 'region = eu-central-1' | Set-Content $file
        $environment = @{ AWS_REGION = 'ap-south-1'; AWS_SHARED_CREDENTIALS_FILE = $file }
        Invoke-NewPwsh $environment "(New-DdbBackup Music -EndpointUrl $url).Region" | Should -Be 'eu-central-1'
        $environment = @{ AWS_REGION = ''; AWS_DEFAULT_REGION = 'ap-south-1' }
        Invoke-NewPwsh $environment "try { (New-DdbBackup Music -EndpointUrl $url).Region } catch { 'none' }" | Should -Be 'none'
    }

    It 'AWS_ENDPOINT_URL' { Invoke-NewPwsh @{ AWS_ENDPOINT_URL = $url } '(New-DdbBackup Music).TableName' | Should -Be 'Music' }

    It 'AWS_ENDPOINT_URL_DYNAMODB' {
        Invoke-NewPwsh @{ AWS_ENDPOINT_URL_DYNAMODB = $url; AWS_ENDPOINT_URL = 'http://127.0.0.1:1' } '(New-DdbBackup Music).TableName' |
            Should -Be 'Music'
    }

    # With a certificate these are Connection.Tests.ps1's; here each is taken, and does no harm.
    It '--no-verify-ssl' { New-DdbBackup Music @at -SkipCertificateCheck -WarningAction Ignore | Should -Not -BeNullOrEmpty }

    It '--ca-bundle' { { New-DdbBackup Music @at -CaBundle "$TestDrive/none.pem" } | Should -Throw -ErrorId 'InvalidCaBundle,*' }

    It '--cli-read-timeout' {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'hang-after'; times = 1 }
        $name = New-Name
        New-DdbBackup Music -BackupName $name @at -ReadTimeoutSeconds 1 | Should -Not -BeNullOrEmpty
        @(Get-BackupAtEndpoint $name) | Should -HaveCount 1
        Reset-Endpoint
    }

    It '--cli-connect-timeout' { New-DdbBackup Music @at -ConnectTimeoutSeconds 5 | Should -Not -BeNullOrEmpty }

    It '--no-sign-request' {
        $ours = New-Name; $theirs = New-Name
        New-DdbBackup Music -BackupName $ours @at -NoSignRequest | Should -Not -BeNullOrEmpty
        (Get-BackupAtEndpoint $ours).account | Should -Be '123456789012'
        if ($hasAws) {
            $null = Invoke-Aws --table-name Music --backup-name $theirs --no-sign-request
            (Get-BackupAtEndpoint $theirs).account | Should -Be '123456789012'
        }
    }

    It '--no-paginate' { @(New-DdbBackup Music @at) | Should -HaveCount 1 }

    It '--color' {
        $PSStyle.OutputRendering = 'PlainText'
        New-DdbBackup Music @at | Out-String | Should -Not -Match "`e"
    }

    It '--version' { (Get-Module DynamoBackup).Version | Should -Be '2.0.0' }
}
