# Servers, clocks and networks as nobody wishes them, through the cmdlets.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint

    # Every host over plain HTTP: the endpoint is the proxy. Nothing names an endpoint, so the SDK chooses the host of each call.
    function New-ProxyConfig([int] $Port = ([uri]$url).Port) {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]::new()
        $config.RegionEndpoint = [Amazon.RegionEndpoint]::USEast1
        $config.UseHttp = $true
        $config.ProxyHost = '127.0.0.1'
        $config.ProxyPort = $Port
        $config
    }

    # The hosts that calls of an operation were answered by, without an error.
    function Get-WorkingHost([string] $Operation) {
        @(Get-RecordedCall $Operation | Where-Object status -EQ 200 | ForEach-Object host | Select-Object -Unique)
    }

    $byName = 'dynamodb.us-east-1.amazonaws.com'
    $byAccount = '111122223333.ddb.us-east-1.amazonaws.com'
}

AfterAll { Stop-Endpoint }

Describe 'A redirect' {
    BeforeEach { Reset-Endpoint }
    BeforeAll {
        # Another host: nobody is to call it.
        $other = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $other.Start()
        $there = "http://$($other.LocalEndpoint)/"
    }
    AfterAll { $other.Stop() }

    It 'of <Status> is not followed: the session token goes nowhere else, and the backup that was made is adopted' -ForEach @(
        @{ Status = 301 }, @{ Status = 302 }, @{ Status = 307 }, @{ Status = 308 }
    ) {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'redirect-after'; status = $Status; location = $there; times = 1 }
        $name = New-Name
        $credentials = @{ AccessKey = 'AKIA111122223333'; SecretKey = 'secret'; SessionToken = 'a-session-token' }
        (New-DdbBackup Music -BackupName $name @at @credentials).BackupName | Should -Be $name
        @(Get-BackupAtEndpoint $name) | Should -HaveCount 1
        $other.Pending() | Should -BeFalse
    }

    It 'that stays is told with the host that redirects and the one it leads to' {
        Add-Fault @{ kind = 'redirect'; status = 307; location = 'http://elsewhere.example/' }
        New-DdbBackup Music @at -TimeoutMinutes 0.05 -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'BackupOutcomeUnknown,*'
        "$($failure[0])" | Should -Match "$url answered with HTTP status 307 \(.*'http://elsewhere\.example/', which is not followed\)"
    }
}

Describe 'What is read is bounded:' {
    BeforeEach { Reset-Endpoint }
    It 'a listing of 100 MB takes no more memory than one of 4 MB, and the next one is looked at' {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'drop-after'; times = 1 }, @{ operation = 'ListBackups'; kind = 'huge'; times = 1 }
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $before = $process.PeakWorkingSet64
        (New-DdbBackup Music @at).TableName | Should -Be Music
        $process.Refresh()
        $process.PeakWorkingSet64 - $before | Should -BeLessThan 100MB
    }

    It 'an answer larger than 4 MB is none, and the message tells its host and the limit' {
        Add-Fault @{ kind = 'huge'; bytes = 5000000 }
        New-DdbBackup Music @at -TimeoutMinutes 0.05 -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'BackupOutcomeUnknown,*'
        "$($failure[0])" | Should -Match "$url answered with HTTP status 200 \(.*more than 4 MB\)"
    }

    It '-CaBundle <Path>' -ForEach @(@{ Path = '/dev/zero' }, @{ Path = 'a file of 5 MB' }) {
        if ($Path -eq '/dev/zero') {
            if (-not (Test-Path $Path)) { Set-ItResult -Skipped -Because '/dev/zero is not on PATH'; return }
        }
        else {
            $Path = Join-Path $TestDrive large.pem
            [IO.File]::WriteAllBytes($Path, [byte[]]::new(5MB))
        }
        { New-DdbBackup Music @at -CaBundle $Path } | Should -Throw '*is larger than 4 MB*' -ErrorId 'InvalidCaBundle,*'
        Get-CallCount | Should -Be 0
    }
}

Describe 'An exception' {
    BeforeEach { Reset-Endpoint }
    It 'has no control character in its words, and keeps its type' {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'refuse'; code = 'TableNotFoundException'; message = "no `e[31mtable`n" }
        $caught = $null
        try { New-DdbBackup NoSuch @at -ErrorAction Stop }
        catch [Amazon.DynamoDBv2.Model.TableNotFoundException] { $caught = $_ }
        $caught.Exception.Message | Should -BeExactly 'no \u001b[31mtable\u000a'
        $caught.Exception.ErrorCode | Should -Be TableNotFoundException
        (Get-Error -InputObject $caught | Out-String) -replace "`e\[[\d;]*m" | Should -Not -Match "`e"
    }
}

Describe 'Of the two hosts of the service' {
    BeforeEach { Reset-Endpoint }
    It 'both are called' {
        New-DdbBackup Music -Region us-east-1 -ClientConfig (New-ProxyConfig) -Wait | Should -Not -BeNullOrEmpty
        Get-WorkingHost CreateBackup | Should -Be $byName
        Get-WorkingHost DescribeBackup | Should -Be $byAccount
    }

    It 'the one that describes may be away (<Kind>): listing takes its place' -ForEach @(
        @{ Kind = 'unavailable' }, @{ Kind = 'drop-before' }, @{ Kind = 'hang' }
    ) {
        Add-Fault @{ kind = $Kind; host = '*.ddb.*' }
        $backup = New-DdbBackup Music -Region us-east-1 -ClientConfig (New-ProxyConfig) -Wait -TimeoutMinutes 0.5
        $backup.BackupStatus | Should -Be AVAILABLE
        Get-WorkingHost ListBackups | Should -Be $byName
        Get-WorkingHost DescribeBackup | Should -BeNullOrEmpty
    }

    It 'the one that is named is the one that was called' {
        # Nobody listens at port 1.
        $config = New-ProxyConfig -Port 1
        New-DdbBackup Music -Region us-east-1 -ClientConfig $config -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        "$($failure[0])" | Should -Match "http://$([regex]::Escape($byName)) cannot be reached"
        $arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/01489602797149-73d8d5bc'
        Wait-DdbBackup $arn -Region us-east-1 -ClientConfig $config -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        "$($failure[0])" | Should -Match "http://($([regex]::Escape($byAccount))|$([regex]::Escape($byName))) cannot be reached"
    }
}

Describe 'A clock that is <Minutes> min off' -ForEach @(
    @{ Minutes = 20 }, @{ Minutes = -20 }, @{ Minutes = 180 }, @{ Minutes = -180 }
) {
    BeforeAll {
        # In a process of its own: what the SDK has learnt of a host it knows for as long as its process lives.
        function Invoke-Skewed([string] $Pipeline) {
            Set-EndpointSetting @{ clockSkewSeconds = $Minutes * 60 }
            pwsh -NoProfile -NonInteractive -Command @"
                Import-Module '$manifest'
                `$config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]::new()
                `$config.RegionEndpoint = [Amazon.RegionEndpoint]::USEast1
                `$config.UseHttp = `$true
                `$config.ProxyHost = '127.0.0.1'
                `$config.ProxyPort = $(([uri]$url).Port)
                `$at = @{ Region = 'us-east-1'; ClientConfig = `$config }
                $Pipeline | ForEach-Object { `$_.BackupStatus.Value }
                `$Error | ForEach-Object { "`$(`$_.FullyQualifiedErrorId): `$_" }
"@
        }
        function Get-RefusingHost {
            Get-RecordedCall | Where-Object error -EQ InvalidSignatureException | ForEach-Object host | Sort-Object -Unique
        }
    }
    BeforeEach { Reset-Endpoint }
    AfterEach { Set-EndpointSetting @{ clockSkewSeconds = 0 } }

    It 'is corrected by the first refusal of each host: one run makes the backup and waits for it' {
        Add-Fault @{ kind = 'skew' }
        Invoke-Skewed "'Music', 'Users' | New-DdbBackup @at -Wait" | Should -Be AVAILABLE, AVAILABLE
        # Both hosts refused, and were called again.
        Get-RefusingHost | Should -Be $byAccount, $byName
    }

    It 'is corrected, too, where tables are given by their ARN' {
        Add-Fault @{ kind = 'skew' }
        $arns = 'Music', 'Users', 'Orders', 'Invoices' | ForEach-Object { "'arn:aws:dynamodb:us-east-1:111122223333:table/$_'" }
        Invoke-Skewed "$($arns -join ', ') | New-DdbBackup @at -BackupName $(New-Name) -Wait" | Should -Be (@('AVAILABLE') * 4)
        Get-RefusingHost | Should -Be $byAccount, $byName
    }

    It 'hides no backup whose creation was not answered: none is made twice under <Name>' -ForEach @(
        @{ Name = 'a made name'; Tables = "'Music', 'Users'"; Given = '' }
        @{ Name = 'a given name'; Tables = "'Music', 'Users'"; Given = '-BackupName skewed' }
        @{ Name = 'either, where another command was refused before'
            Tables = '(Get-DDBTableList @at | Select-Object -First 2)'; Given = '' }
    ) {
        $before = @(Get-BackupAtEndpoint).Count
        Add-Fault @{ kind = 'skew' }, @{ operation = 'CreateBackup'; kind = 'drop-after'; times = 2 }
        Invoke-Skewed "$Tables | New-DdbBackup @at $Given -Wait" | Should -Be AVAILABLE, AVAILABLE
        @(Get-BackupAtEndpoint).Count - $before | Should -Be 2
    }
}
