# Each kind of certificate has an endpoint of its own, all in this one process.
BeforeDiscovery { $kinds = 'other-host', 'expired', 'client-only' }

BeforeAll { . $PSScriptRoot/Endpoint.ps1 }

Describe 'An endpoint with a private root' {
    BeforeAll {
        $pem = Join-Path $TestDrive root.pem
        Start-Endpoint '--tls', 'valid', '--root-pem', $pem
        # The control API has the same certificate.
        $PSDefaultParameterValues = @{ 'Invoke-RestMethod:SkipCertificateCheck' = $true }
    }
    AfterAll { Stop-Endpoint }
    AfterEach { Remove-Item Env:AWS_CA_BUNDLE -ErrorAction Ignore }

    It 'is not trusted by itself' {
        New-DdbBackup Music @at -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        $failure[0].ErrorDetails.Message | Should -Match 'certificate'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '-CaBundle'
    }

    It 'is trusted with -CaBundle' { (New-DdbBackup Music @at -CaBundle $pem).BackupStatus | Should -Be 'CREATING' }

    It 'is trusted with AWS_CA_BUNDLE' {
        $env:AWS_CA_BUNDLE = $pem
        New-DdbBackup Music @at -Wait | Should -Not -BeNullOrEmpty
    }

    It 'is waited for with -CaBundle, too' {
        $backup = New-DdbBackup Music @at -CaBundle $pem
        ($backup | Wait-DdbBackup -CaBundle $pem).BackupStatus | Should -Be 'AVAILABLE'
    }

    It 'is accepted with -SkipCertificateCheck, which warns' {
        New-DdbBackup Music @at -SkipCertificateCheck -WarningVariable warning -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $warning | Should -Match 'certificate'
    }

    It 'is not trusted by a bundle of other roots' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=other', $key, 'SHA256')
        $other = $request.CreateSelfSigned([datetime]::Now, [datetime]::Now.AddDays(1))
        Set-Content "$TestDrive/other.pem" $other.ExportCertificatePem()
        New-DdbBackup Music @at -CaBundle "$TestDrive/other.pem" -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
    }
}

Describe 'An endpoint whose certificate is <_>' -ForEach $kinds {
    BeforeAll {
        $pem = Join-Path $TestDrive root.pem
        Start-Endpoint '--tls', $_, '--root-pem', $pem
    }
    AfterAll { Stop-Endpoint }

    It 'fails with -CaBundle, too' {
        New-DdbBackup Music @at -CaBundle $pem -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
    }

    It 'fails with AWS_CA_BUNDLE, too' {
        $env:AWS_CA_BUNDLE = $pem
        New-DdbBackup Music @at -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
    }
}

Describe 'An endpoint whose certificate does not say what it is for' {
    BeforeAll {
        $pem = Join-Path $TestDrive root.pem
        Start-Endpoint '--tls', 'any-usage', '--root-pem', $pem
    }
    AfterAll { Stop-Endpoint }

    It 'is trusted with -CaBundle' { (New-DdbBackup Music @at -CaBundle $pem).BackupStatus | Should -Be 'CREATING' }
}

Describe 'The connection''s settings' {
    BeforeAll {
        Start-Endpoint '--allow-unsigned', 'true'
        # Compiled here and not parsed with the file: the SDK's types are known only once the module is imported.
        Invoke-Expression 'class Counting : Amazon.Runtime.HttpClientFactory {
            static [int] $Made
            [Net.Http.HttpClient] CreateHttpClient([Amazon.Runtime.IClientConfig] $config) {
                [Counting]::Made++
                return [Net.Http.HttpClient]::new()
            }
        }'
    }
    AfterAll { Stop-Endpoint }
    BeforeEach { Reset-Endpoint }
    AfterEach { Remove-Item Env:AWS_CA_BUNDLE -ErrorAction Ignore }

    It 'refuse <Title> before any call' -ForEach @(
        @{ Title = 'a missing bundle'; Content = $null; Message = 'cannot be read' }
        @{ Title = 'a bundle with no certificate'; Content = 'hello'; Message = 'holds no certificate' }
        @{
            Title = 'a bundle with a broken certificate'; Message = 'cannot be read'
            Content = "-----BEGIN CERTIFICATE-----`nAAAA`n-----END CERTIFICATE-----"
        }
    ) {
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).pem"
        if ($Content) { Set-Content $path $Content }
        { New-DdbBackup Music @at -CaBundle $path } | Should -Throw "*$Message*" -ErrorId 'InvalidCaBundle,*'
        Get-CallCount | Should -Be 0
    }

    It 'refuse a missing AWS_CA_BUNDLE before any call' {
        $env:AWS_CA_BUNDLE = "$TestDrive/missing.pem"
        { New-DdbBackup Music @at } | Should -Throw -ErrorId 'InvalidCaBundle,*'
        Get-CallCount | Should -Be 0
    }

    It 'end a hanging call at -ReadTimeoutSeconds, and find the backup it made' {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'hang-after'; times = 1 }
        $name = New-Name
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $backup = New-DdbBackup Music -BackupName $name @at -ReadTimeoutSeconds 1
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $backup.BackupName | Should -Be $name
        @(Get-BackupAtEndpoint $name) | Should -HaveCount 1
    }

    It 'take 0 for no limit, and no less' {
        New-DdbBackup Music @at -ReadTimeoutSeconds 0 -ConnectTimeoutSeconds 0 | Should -Not -BeNullOrEmpty
        { New-DdbBackup Music @at -ReadTimeoutSeconds -1 } | Should -Throw '*-1*not a time*'
        New-DdbBackup Music @at -ConnectTimeoutSeconds 3000000 | Should -Not -BeNullOrEmpty
        { New-DdbBackup Music @at -PollIntervalSeconds 1e-8 } | Should -Throw '*1E-08*not a time*'
        { New-DdbBackup Music @at -TimeoutMinutes 1e-10 } | Should -Throw '*1E-10*not a time*'
        { New-DdbBackup Music @at -ConnectTimeoutSeconds NaN } | Should -Throw '*NaN*not a time*'
    }

    It 'go through the proxy of Set-AWSProxy' {
        # The endpoint stands in for the proxy: it takes requests for any host.
        $address = [uri]$url
        $there = @{ EndpointUrl = 'http://dynamodb.beyond-the-proxy.invalid'; Region = 'us-east-1' }
        Set-AWSProxy -Hostname $address.Host -Port $address.Port
        try { (New-DdbBackup Music @there | Wait-DdbBackup -PollIntervalSeconds 0.1).BackupStatus | Should -Be AVAILABLE }
        finally { Clear-AWSProxy }

        New-DdbBackup Music @there -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
    }

    It 'leave a user''s own HttpClientFactory at work, unless they ask for more than it knows' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]::new()
        $config.HttpClientFactory = [Counting]::new()
        New-DdbBackup Music -ClientConfig $config @at | Should -Not -BeNullOrEmpty
        $made = [Counting]::Made
        $made | Should -BeGreaterThan 0
        New-DdbBackup Music -ClientConfig $config @at -ConnectTimeoutSeconds 5 | Should -Not -BeNullOrEmpty
        [Counting]::Made | Should -Be $made
    }

    It 'keep to a ClientConfig''s CacheHttpClient: with $false each call has a connection of its own' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{ ServiceURL = $url; AuthenticationRegion = 'us-east-1' }
        $tables = 'Music', 'Users', 'Orders', 'Invoices', 'Customers'
        function Get-ConnectionCount([bool] $Cached) {
            Reset-Endpoint
            $config.CacheHttpClient = $Cached
            $tables | ForEach-Object { New-DdbBackup $_ -ClientConfig $config -Region us-east-1 -ConnectTimeoutSeconds 7 } |
                Should -HaveCount 5
            @((Get-RecordedCall).connection | Sort-Object -Unique).Count
        }
        Get-ConnectionCount $false | Should -Be 5
        Get-ConnectionCount $true | Should -BeLessThan 5
    }

    It 'find a relative AWS_CA_BUNDLE where the session is, not where its process began' {
        Push-Location $TestDrive
        try {
            Set-Content relative.pem hello
            $env:AWS_CA_BUNDLE = 'relative.pem'
            { New-DdbBackup Music @at } | Should -Throw '*relative.pem* holds no certificate*' -ErrorId 'InvalidCaBundle,*'
        }
        finally { Pop-Location }
    }

    It 'send no signature with -NoSignRequest, with no credentials at all' {
        $saved = $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY
        Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
        try {
            $name = New-Name
            New-DdbBackup Music -BackupName $name @at -NoSignRequest -Wait | Should -Not -BeNullOrEmpty
            # The endpoint takes the account from the key; a call without one is the default account's.
            (Get-BackupAtEndpoint $name).account | Should -Be '123456789012'
        } finally { $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $saved }
    }

    It 'work with a user''s own ClientConfig, which keeps its other settings and stays as it was' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{
            ServiceURL = $url; AuthenticationRegion = 'us-east-1'; ClientAppId = 'mine'; MaxErrorRetry = 7
        }
        $before = $config.ServiceURL
        New-DdbBackup Music -ClientConfig $config -Region us-east-1 -ConnectTimeoutSeconds 5 -ReadTimeoutSeconds 5 |
            Should -Not -BeNullOrEmpty
        Get-CallCount CreateBackup | Should -Be 1
        $config.ServiceURL | Should -Be $before
        $config.MaxErrorRetry | Should -Be 7
        $config.HttpClientFactory | Should -BeNullOrEmpty
        $config.Timeout | Should -BeNullOrEmpty
    }
}

Describe 'A host that answers no packet' {
    BeforeAll {
        Start-Endpoint
        # Connections beyond the backlog of a listener that accepts none are made to wait by the kernel for minutes.
        $listener = [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
        $listener.Bind([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        $listener.Listen(0)
        $queued = 1..5 | ForEach-Object {
            $socket = [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
            $null = $socket.ConnectAsync($listener.LocalEndPoint)
            $socket
        }
        $silent = "http://127.0.0.1:$($listener.LocalEndPoint.Port)"
    }

    AfterAll {
        $queued | ForEach-Object Dispose
        $listener.Dispose()
        Stop-Endpoint
    }

    It 'is ConnectionFailed after about 10 s, as nothing can have been sent' {
        $time = [Diagnostics.Stopwatch]::StartNew()
        New-DdbBackup Music -EndpointUrl $silent -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be 'ConnectionFailed,DynamoBackup.NewDdbBackupCommand'
        $time.Elapsed.TotalSeconds | Should -BeLessThan 25
    }

    It 'is ConnectionFailed also where calls are given less time than connections' {
        New-DdbBackup Music -EndpointUrl $silent -ReadTimeoutSeconds 4 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be 'ConnectionFailed,DynamoBackup.NewDdbBackupCommand'
    }
}
