# No part of a secret key or session token reaches a stream, an error, a log or the screen, by whatever way it came in.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint

    $accessKey = 'AKIA111122223333'
    $secretKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzTOPSECRET'
    $sessionToken = 'FwoGZXIvYXdzEBYaDHqa0AP1RkY7x8H2DyLLAdQvEn/+TOPTOKENw4Zk9JmUu5bX0=='

    # Everything that happens, goes well and goes wrong: creations, waits, retries, refusals, a timeout, expired credentials.
    $script = {
        param($secrets)
        $everything = @{ Verbose = $true; Debug = $true; InformationAction = 'Continue'; PollIntervalSeconds = 0.1 }
        'Music', 'NoSuch', 'ab', 'Users' | New-DdbBackup -Wait @everything @secrets @at
        New-DdbBackup Music @everything @secrets @at | Wait-DdbBackup @everything @secrets
        New-DdbBackup Music -Wait -TimeoutMinutes 0.0001 @everything @secrets @at
        New-DdbBackup Reviews @everything @secrets @at
        New-DdbBackup Orders -Select * @everything @secrets @at
        Wait-DdbBackup not-an-arn @everything @secrets @at
        New-DdbBackup AuditLog @everything @secrets @at
        New-DdbBackup Music -Region us-east-1 -EndpointUrl nonsense @everything @secrets
        New-DdbBackup Music -Select Nope @everything @secrets @at
        New-DdbBackup Music -WhatIf @everything @secrets @at
        Get-Variable AWSHistory -ErrorAction Ignore -ValueOnly | Format-List * -Force | Out-String -Width 4096
        Get-Variable AWSHistory -ErrorAction Ignore -ValueOnly | ConvertTo-Json -Depth 6 -WarningAction Ignore
    }

    # Runs it, and gives all that a person or a log could see of it.
    function Get-Everything([hashtable] $Secrets) {
        $session = New-Session $script
        $null = $session.AddArgument($Secrets)
        try { $output = $session.Invoke() } catch { $output = $_ }
        $streams = $session.Streams
        $streams.Error.Count | Should -BeGreaterThan 6
        $streams.Debug.Count | Should -BeGreaterThan 10
        $streams.Verbose.Count | Should -BeGreaterThan 3
        $streams.Information.Count | Should -BeGreaterThan 1

        $all = [Text.StringBuilder]::new()
        $records = $streams.Verbose + $streams.Debug + $streams.Information + $streams.Warning + $streams.Progress + $streams.Error
        foreach ($item in @($output) + $records) {
            $null = $all.AppendLine("$item").AppendLine(($item | Format-List * -Force | Out-String -Width 4096))
        }

        foreach ($record in $streams.Error) {
            $null = $all.AppendLine(($record | Get-Error | Out-String -Width 4096)).AppendLine($record.Exception)
            $null = $all.AppendLine(($record.TargetObject | Out-String -Width 4096))
        }

        $session.Dispose()
        $all.ToString()
    }

    function Assert-HoldsNone([string] $Text, [string[]] $Secret) {
        foreach ($one in $Secret) {
            $parts = 0..($one.Length - 8) | ForEach-Object { $one.Substring($_, 8) } |
                Where-Object { $Text.Contains($_, 'OrdinalIgnoreCase') }
            $parts | Should -BeNullOrEmpty
        }
    }
}

AfterAll { Stop-Endpoint }

Describe 'No part of the secret key or session token is seen' {
    BeforeEach {
        Reset-Endpoint
        Add-Fault @(
            @{ kind = 'refuse'; operation = 'CreateBackup'; table = 'Reviews'; code = 'AccessDeniedException' }
            @{ kind = 'drop-after'; operation = 'CreateBackup'; table = 'Orders'; times = 1 }
            @{ kind = 'throttle'; operation = 'CreateBackup'; table = 'Music'; times = 1 }
            @{
                kind = 'refuse'; operation = 'CreateBackup'; table = 'AuditLog'; code = 'ExpiredTokenException'
                message = 'The security token included in the request is expired'
            }
        )
    }

    It 'where they come as parameters' {
        $text = Get-Everything @{ AccessKey = $accessKey; SecretKey = $secretKey; SessionToken = $sessionToken }
        $text | Should -Match 'ExpiredTokenException'
        Assert-HoldsNone $text $secretKey, $sessionToken
    }

    It 'where they come as a credential' {
        $text = Get-Everything @{ Credential = New-AWSCredential -AccessKey $accessKey -SecretKey $secretKey -SessionToken $sessionToken }
        Assert-HoldsNone $text $secretKey, $sessionToken
    }

    It 'where they come from the environment' {
        $given = $env:AWS_SECRET_ACCESS_KEY
        $env:AWS_SECRET_ACCESS_KEY = $secretKey
        $env:AWS_SESSION_TOKEN = $sessionToken
        try { $text = Get-Everything @{} } finally { $env:AWS_SECRET_ACCESS_KEY = $given; $env:AWS_SESSION_TOKEN = $null }
        Assert-HoldsNone $text $secretKey, $sessionToken
    }

    It 'where they come from a profile, which is named' {
        "[hidden]`naws_access_key_id=$accessKey`naws_secret_access_key=$secretKey`naws_session_token=$sessionToken" |
            Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        $text = Get-Everything @{ ProfileName = 'hidden' }
        $text | Should -Match 'hidden'
        Assert-HoldsNone $text $secretKey, $sessionToken
    }

    It 'in the records of the calls that AWS Tools logs' {
        Add-AWSLoggingListener -Name secrets -Source Amazon -LogFilePath $TestDrive/aws.log
        Set-AWSResponseLogging -Level Always
        try {
            $keys = @{ AccessKey = $accessKey; SecretKey = $secretKey; SessionToken = $sessionToken }
            $null = New-DdbBackup Music, NoSuch -Wait -PollIntervalSeconds 0.1 @keys @at -ErrorAction SilentlyContinue
        }
        finally {
            Set-AWSResponseLogging -Level Never
            Remove-AWSLoggingListener -Name secrets -Source Amazon
        }

        $text = if (Test-Path $TestDrive/aws.log) { Get-Content $TestDrive/aws.log -Raw }
        $text | Should -Match 'CreateBackup'
        Assert-HoldsNone $text $secretKey, $sessionToken
    }

    It 'in $AWSHistory, where the AWS Tools installed has one' {
        $records = Get-Command Set-AWSHistoryConfiguration -ErrorAction Ignore
        if ($records) { Set-AWSHistoryConfiguration -MaxCmdletHistory 100 -RecordServiceRequests }
        $keys = @{ AccessKey = $accessKey; SecretKey = $secretKey; SessionToken = $sessionToken }
        $null = New-DdbBackup Music, NoSuch -Wait -PollIntervalSeconds 0.1 @keys @at -ErrorAction SilentlyContinue
        $history = Get-Variable AWSHistory -Scope Global -ErrorAction Ignore -ValueOnly
        [bool]$history | Should -Be ([bool]$records)
        $text = ($history | Format-List * -Force | Out-String -Width 4096) + ($history | ConvertTo-Json -Depth 6 -WarningAction Ignore)
        Assert-HoldsNone $text $secretKey, $sessionToken
    }

    It 'and the search for it would find one' {
        { Assert-HoldsNone "x$($secretKey.Substring(5, 8))x" $secretKey } | Should -Throw
        { Assert-HoldsNone "x$($sessionToken.Substring(0, 8).ToLowerInvariant())x" $sessionToken } | Should -Throw
    }
}

Describe 'Control characters are made visible' {
    It 'in a name of the user''s' {
        $session = New-Session ('"bad`e[2Jname", "bad`u{9b}2Jname", "bad`u{202e}name" | New-DdbBackup @at -Verbose -Debug ' +
            '-Confirm:$false; "bad`e[2Jarn" | Wait-DdbBackup @at; New-DdbBackup Music -BackupName "bad`e[2Jname" @at')
        $null = $session.Invoke()
        $session.Streams.Error | Should -HaveCount 5
        foreach ($record in $session.Streams.Error) {
            "$record" | Should -Match 'bad\\u(001b|009b|202e)'
            ($record | Out-String) -replace '\e\[[\d;]*m' | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]'
        }

        @($session.Streams.Verbose) + @($session.Streams.Debug) |
            ForEach-Object { "$_" | Should -Not -Match '[\x00-\x1f\x7f-\x9f\u202a-\u202e]' }
        $session.Dispose()
    }

    It 'in a message of the service''s' {
        Add-Fault @{
            kind = 'refuse'; operation = 'CreateBackup'; code = 'ValidationException'; message = "no`e[2J`u{9b}2J`u{202e}`nsecond line"
        }
        $session = New-Session 'New-DdbBackup Music @at -Verbose -Debug -Confirm:$false'
        $null = $session.Invoke()
        "$($session.Streams.Error[0])" | Should -Match ([regex]::Escape('no\u001b[2J\u009b2J\u202e\u000asecond line'))
        @($session.Streams.Verbose) + @($session.Streams.Debug) |
            ForEach-Object { "$_" | Should -Not -Match '[\x00-\x1f\x7f-\x9f\u202a-\u202e]' }
        $session.Dispose()
        Reset-Endpoint
    }
}
