BeforeDiscovery {
    $page = Get-Content "$PSScriptRoot/../../docs/coming-from.md"
    $rows = $page | Where-Object { $_ -match '^\| (?!theirs|---)' } | ForEach-Object { @{ Row = (($_ -split '(?<!\\)\|')[1]).Trim().Replace('`', '') } }
    # The first table, of regions, has no rows of that form.
    $rows = $rows | Where-Object { $_.Row -notin '', 'AWS CLI', 'AWS Tools, and so this module' }
    $blocks = [regex]::Matches(($page -join "`n"), '(?s)```powershell\n(?<code>.*?)\n```') | ForEach-Object { @{ Code = $_.Groups['code'].Value } }
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint '--allow-unsigned', 'true'
    $hasAws = [bool](Get-Command aws -CommandType Application -ErrorAction Ignore)
    # The CLI's answer from the same endpoint; nothing where the CLI is not on PATH.
    function Invoke-Aws { if ($hasAws) { aws dynamodb create-backup --endpoint-url $url --region us-east-1 @args } }
    # Runs a script in a new pwsh whose environment has more.
    function Invoke-NewPwsh([hashtable] $Environment, [string] $Script) {
        $saved = @{}
        $Environment.Keys | ForEach-Object { $saved[$_] = [Environment]::GetEnvironmentVariable($_) }
        $Environment.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
        try { pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../out/DynamoBackup'; $Script" }
        finally { $Environment.Keys | ForEach-Object { if ($saved[$_]) { Set-Item "Env:$_" $saved[$_] } else { Remove-Item "Env:$_" } } }
    }
    # The named profile's region is one that no test asks for.
    '[other]', 'aws_access_key_id = AKIA999900001111', 'aws_secret_access_key = x', 'region = sa-east-1' |
        Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
}

AfterAll { Stop-Endpoint }

Describe 'The page' {
    It 'has a test for each row: <Row>' -ForEach $rows {
        $tests = Get-Content $PSCommandPath -Raw
        $tests | Should -Match ([regex]::Escape("It 'ROW $($Row.Replace("'", "''"))'"))
    }

    It 'has blocks that run as written: <Code>' -ForEach $blocks {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        '{ "TableName": "Users", "BackupName": "from-file" }' | Set-Content "$folder/in.json"
        '$ErrorActionPreference = ''Stop''', $Code, '''the end''' | Set-Content "$folder/block.ps1"
        $modules = (Resolve-Path "$PSScriptRoot/../../out").Path + [IO.Path]::PathSeparator + $env:PSModulePath
        $script = "`$env:PSModulePath = '$modules'; Set-Location '$folder'; ./block.ps1"
        $output = Invoke-NewPwsh @{ AWS_ENDPOINT_URL_DYNAMODB = $url } $script 2>&1 | Out-String
        $output | Should -Match '(?m)^the end\r?$'
    }

    It 'names a region in every command of a block that calls the service: <Code>' -ForEach $blocks {
        $commands = [Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$null).FindAll(
            { param($node) $node -is [Management.Automation.Language.CommandAst] -and $node.GetCommandName() -match '-Ddb' }, $true)
        $commands | Should -Not -BeNullOrEmpty
        $commands | ForEach-Object { $_.CommandElements.ParameterName | Should -Contain 'Region' -Because $_.Extent.Text }
    }
}

Describe 'From the AWS CLI' {
    It 'ROW --table-name' {
        (New-DdbBackup -TableName Music @at).TableName | Should -Be 'Music'
        (New-DdbBackup 'arn:aws:dynamodb:us-east-1:111122223333:table/Music' @at).TableName | Should -Be 'Music'
    }

    It 'ROW --backup-name' {
        $ours = New-Name; $theirs = New-Name
        New-DdbBackup Music -BackupName $ours @at | Should -Not -BeNullOrEmpty
        if ($hasAws) {
            (Invoke-Aws --table-name Music --backup-name $theirs | ConvertFrom-Json).BackupDetails.BackupName | Should -Be $theirs
            @(Get-BackupAtEndpoint $theirs) | Should -HaveCount 1
        }
        @(Get-BackupAtEndpoint $ours) | Should -HaveCount 1
    }

    It 'ROW --cli-input-json' {
        $json = '{ "TableName": "Users", "BackupName": "from-json" }'
        $ours = $json | ConvertFrom-Json | New-DdbBackup @at
        $ours.TableName, $ours.BackupName | Should -Be 'Users', 'from-json'
        ($json | ConvertFrom-Json | New-DdbBackup -BackupName wins @at).BackupName | Should -Be 'wins'
        ('[{ "TableName": "Users" }, { "TableName": "Music" }]' | ConvertFrom-Json | New-DdbBackup @at).TableName | Sort-Object | Should -Be 'Music', 'Users'
        if ($hasAws) {
            $theirs = (Invoke-Aws --cli-input-json $json --backup-name wins | ConvertFrom-Json).BackupDetails
            $theirs.BackupName | Should -Be 'wins'
        }
    }

    It 'ROW --generate-cli-skeleton' {
        $ours = @{ TableName = ''; BackupName = '' }
        if ($hasAws) {
            $theirs = Invoke-Aws --generate-cli-skeleton | ConvertFrom-Json -AsHashtable
            $theirs.Keys | Sort-Object | Should -Be ($ours.Keys | Sort-Object)
        }
        $ours.TableName = 'Music'
        $ours | ConvertTo-Json | ConvertFrom-Json | New-DdbBackup @at | Should -Not -BeNullOrEmpty
    }

    It 'ROW --query' {
        New-DdbBackup Music -Select BackupDetails.BackupArn @at | Should -BeLike 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/*'
        if ($hasAws) { Invoke-Aws --table-name Music --backup-name query --query BackupDetails.BackupArn --output text | Should -BeLike 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/*' }
    }

    It 'ROW --output json' {
        $ours = New-DdbBackup Music @at | ConvertTo-Json | ConvertFrom-Json -AsHashtable
        if ($hasAws) {
            $theirs = (Invoke-Aws --table-name Music --backup-name json | ConvertFrom-Json -AsHashtable).BackupDetails
            $theirs.Keys | Where-Object { -not $ours.ContainsKey($_) } | Should -BeNullOrEmpty
        }
        $ours.BackupName | Should -BeLike 'Music-backup-*'
        (New-DdbBackup Music @at | ConvertTo-Json | ConvertFrom-Json | Wait-DdbBackup).BackupStatus | Should -Be 'AVAILABLE'
        (New-DdbBackup Music @at -Select * | ConvertTo-Json -Depth 4 | ConvertFrom-Json).BackupDetails.BackupArn | Should -BeLike 'arn:*'
    }

    It 'ROW --output text' { New-DdbBackup Music @at | ForEach-Object { $_.BackupArn } | Should -BeLike 'arn:*' }

    It 'ROW --output table' { New-DdbBackup Music @at | Format-Table | Out-String -Width 100 | Should -Match 'TableName\s+BackupName\s+Status\s+Size\s+Created' }

    It 'ROW --output yaml-stream' {
        Set-EndpointSetting @{ backupSecondsMin = 0.2; backupSecondsMax = 3 }
        $times = 'Music', 'Users', 'Orders', 'Invoices', 'Sessions' | New-DdbBackup -Wait @at | ForEach-Object { Get-CallCount }
        # Calls went on between the first backup and the last.
        $times[-1] | Should -BeGreaterThan $times[0]
        Reset-Endpoint
    }

    It 'ROW --debug' {
        $debug = New-DdbBackup Music @at -Verbose -Debug 4>$null 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } | Out-String
        $debug | Should -Match 'CreateBackup Music in us-east-1, attempt 1: 200, \d+ ms, request id \w+'
    }

    It 'ROW --profile' {
        $name = New-Name
        New-DdbBackup Music -BackupName $name -ProfileName other @at | Should -Not -BeNullOrEmpty
        (Get-BackupAtEndpoint $name).account | Should -Be '999900001111'
        (New-DdbBackup Music -ProfileName other -EndpointUrl $url).Region | Should -Be 'us-east-1'
    }

    It 'ROW --region' { (New-DdbBackup Music -EndpointUrl $url -Region eu-west-1).Region | Should -Be 'eu-west-1' }

    It 'ROW --endpoint-url' { (New-DdbBackup Music @at | Wait-DdbBackup).BackupStatus | Should -Be 'AVAILABLE' }

    It 'ROW AWS_PROFILE' {
        $name = New-Name
        Invoke-NewPwsh @{ AWS_PROFILE = 'other'; AWS_ACCESS_KEY_ID = ''; AWS_SECRET_ACCESS_KEY = '' } "`$null = New-DdbBackup Music -BackupName $name -EndpointUrl $url -Region us-east-1"
        (Get-BackupAtEndpoint $name).account | Should -Be '999900001111'
    }

    It 'ROW AWS_REGION' {
        Invoke-NewPwsh @{ AWS_REGION = 'ap-south-1' } "(New-DdbBackup Music -EndpointUrl $url).Region" | Should -Be 'ap-south-1'
        # The default profile's region comes first.
        $file = Join-Path $TestDrive credentials
        '[default]', 'region = eu-central-1' | Set-Content $file
        $environment = @{ AWS_REGION = 'ap-south-1'; AWS_SHARED_CREDENTIALS_FILE = $file }
        Invoke-NewPwsh $environment "(New-DdbBackup Music -EndpointUrl $url).Region" | Should -Be 'eu-central-1'
        Invoke-NewPwsh @{ AWS_REGION = ''; AWS_DEFAULT_REGION = 'ap-south-1' } "try { (New-DdbBackup Music -EndpointUrl $url).Region } catch { 'none' }" | Should -Be 'none'
    }

    It 'ROW AWS_ENDPOINT_URL' { Invoke-NewPwsh @{ AWS_ENDPOINT_URL = $url } '(New-DdbBackup Music).TableName' | Should -Be 'Music' }

    It 'ROW AWS_ENDPOINT_URL_DYNAMODB' {
        Invoke-NewPwsh @{ AWS_ENDPOINT_URL_DYNAMODB = $url; AWS_ENDPOINT_URL = 'http://127.0.0.1:1' } '(New-DdbBackup Music).TableName' | Should -Be 'Music'
    }

    # With a certificate these are Connection.Tests.ps1's; here each is taken, and does no harm.
    It 'ROW --no-verify-ssl' { New-DdbBackup Music @at -SkipCertificateCheck -WarningAction Ignore | Should -Not -BeNullOrEmpty }

    It 'ROW --ca-bundle' { { New-DdbBackup Music @at -CaBundle "$TestDrive/none.pem" } | Should -Throw -ErrorId 'InvalidCaBundle,*' }

    It 'ROW --cli-read-timeout' {
        Add-Fault @{ operation = 'CreateBackup'; kind = 'hang-after'; times = 1 }
        $name = New-Name
        New-DdbBackup Music -BackupName $name @at -ReadTimeoutSeconds 1 | Should -Not -BeNullOrEmpty
        @(Get-BackupAtEndpoint $name) | Should -HaveCount 1
        Reset-Endpoint
    }

    It 'ROW --cli-connect-timeout' { New-DdbBackup Music @at -ConnectTimeoutSeconds 5 | Should -Not -BeNullOrEmpty }

    It 'ROW --no-sign-request' {
        $ours = New-Name; $theirs = New-Name
        New-DdbBackup Music -BackupName $ours @at -NoSignRequest | Should -Not -BeNullOrEmpty
        (Get-BackupAtEndpoint $ours).account | Should -Be '123456789012'
        if ($hasAws) {
            $null = Invoke-Aws --table-name Music --backup-name $theirs --no-sign-request
            (Get-BackupAtEndpoint $theirs).account | Should -Be '123456789012'
        }
    }

    It 'ROW --no-paginate' { @(New-DdbBackup Music @at) | Should -HaveCount 1 }

    It 'ROW --color' {
        $PSStyle.OutputRendering = 'PlainText'
        New-DdbBackup Music @at | Out-String | Should -Not -Match "`e"
    }

    It 'ROW --version' { (Get-Module DynamoBackup).Version | Should -Be '1.0.0' }
}

Describe 'From Terraform''s action' {
    It 'ROW table_name' {
        (New-DdbBackup 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders' @at).BackupName | Should -Match '^Orders-backup-\d{14}-[a-z0-9]{8}$'
    }

    It 'ROW backup_name' { (New-DdbBackup Music -BackupName mine @at).BackupName | Should -Be 'mine' }

    It 'ROW timeout' {
        (Get-Command New-DdbBackup -Module DynamoBackup).Parameters.TimeoutMinutes.Aliases | Should -Contain 'Timeout'
        Set-EndpointSetting @{ backupSecondsMin = 30; backupSecondsMax = 30 }
        New-DdbBackup Music -Wait -Timeout 0.01 @at -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'BackupTimeout,*'
        Reset-Endpoint
        $line = New-DdbBackup Music @at -InformationAction SilentlyContinue 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] } | Select-Object -First 1
        "$line" | Should -Match 'up to 10 min'
    }

    It 'ROW region' { (New-DdbBackup Music -Region eu-west-1 -EndpointUrl $url).Region | Should -Be 'eu-west-1' }

    It 'ROW progress every 30 s' {
        $lines = New-DdbBackup Music -Wait @at 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }
        $lines[0].Tags | Should -Contain 'DynamoBackup'
        "$($lines[-1])" | Should -Match '^1 backup: 1 available, 0 failed, 00:0\d, 1.8 GB$'
    }

    It 'ROW retries' {
        Reset-Endpoint
        Add-Fault @{ operation = 'CreateBackup'; kind = 'refuse'; code = 'BackupInUseException'; message = 'busy'; times = 2 }
        New-DdbBackup Music @at | Should -Not -BeNullOrEmpty
        Get-CallCount CreateBackup | Should -Be 3
        Reset-Endpoint
    }

    It 'ROW a failed poll' {
        Reset-Endpoint
        Add-Fault @{ operation = 'DescribeBackup'; kind = 'error-before'; times = 3 }
        (New-DdbBackup Music -Wait @at).BackupStatus | Should -Be 'AVAILABLE'
        Reset-Endpoint
    }

    It 'ROW failure of the action' {
        pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../out/DynamoBackup'; `$ErrorActionPreference = 'Stop'; New-DdbBackup NoSuch -EndpointUrl $url -Region us-east-1" 2>&1 | Out-Null
        $LASTEXITCODE | Should -Be 1
    }
}

Describe 'From AWS Tools'' own command' {
    It 'ROW New-DDBBackup -TableName -BackupName' {
        $theirs = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName theirs @at
        $ours = DynamoBackup\New-DdbBackup -TableName Music -BackupName ours @at
        $ours.GetType() | Should -Be $theirs.GetType()
    }

    It 'ROW -Select, -Force, -ClientConfig' {
        $common = [Management.Automation.Cmdlet]::CommonParameters
        $ours = (Get-Command DynamoBackup\New-DdbBackup).Parameters
        (Get-Command AWS.Tools.DynamoDBv2\New-DDBBackup).Parameters.Keys | Where-Object { $_ -notin $common -and -not $ours.ContainsKey($_) } | Should -BeNullOrEmpty
        (New-DdbBackup Music @at -Select * -Force).GetType().Name | Should -Be 'CreateBackupResponse'
    }

    It 'ROW try { New-DDBBackup } catch { }' {
        $theirs = try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at; 'went on' } catch { 'caught' }
        $ours = try { New-DdbBackup NoSuch @at -ErrorAction SilentlyContinue; 'went on' } catch { 'caught' }
        $stopped = try { New-DdbBackup NoSuch @at -ErrorAction Stop; 'went on' } catch { 'caught' }
        $theirs, $ours, $stopped | Should -Be 'caught', 'went on', 'caught'
        $byType = try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at } catch [Amazon.DynamoDBv2.Model.TableNotFoundException] { 'caught' }
        $byType | Should -Be 'caught'
    }

    It 'ROW $_.Exception.InnerException' {
        try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at } catch { $theirs = $_.Exception }
        try { New-DdbBackup NoSuch @at -ErrorAction Stop } catch { $ours = $_.Exception }
        $theirs | Should -BeOfType InvalidOperationException
        $ours.GetType() | Should -Be $theirs.InnerException.GetType()
    }

    It 'ROW $_.FullyQualifiedErrorId' {
        try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at } catch { $theirs = $_.FullyQualifiedErrorId }
        try { New-DdbBackup NoSuch @at -ErrorAction Stop } catch { $ours = $_.FullyQualifiedErrorId }
        $theirs | Should -BeLike 'Amazon.DynamoDBv2.Model.TableNotFoundException,*'
        $ours | Should -BeLike 'TableNotFound,*'
    }

    It 'ROW while (...) { Get-DDBBackup; Start-Sleep }' {
        $theirs = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName loop @at
        ($theirs | Wait-DdbBackup @at).BackupStatus | Should -Be 'AVAILABLE'
    }

    It 'ROW foreach ($table in ...)' { Get-DDBTableList @at | New-DdbBackup @at | Should -HaveCount 12 }
}

Describe 'Which module''s New-DdbBackup runs' {
    It 'is ours after an import, until AWS Tools is imported with -Force' {
        $name = '(Get-Command New-DdbBackup).Source'
        $script = "$name; Import-Module AWS.Tools.DynamoDBv2; $name; Import-Module AWS.Tools.DynamoDBv2 -Force; $name; Import-Module '$manifest' -Force; $name"
        Invoke-NewPwsh @{} $script | Should -Be 'DynamoBackup', 'DynamoBackup', 'AWS.Tools.DynamoDBv2', 'DynamoBackup'
    }

    It 'is of the first folder of the module path with neither imported' {
        $ours = (Resolve-Path "$PSScriptRoot/../../out").Path
        $theirs = Split-Path (Split-Path (Get-Module -ListAvailable AWS.Tools.DynamoDBv2 | Select-Object -First 1).ModuleBase)
        foreach ($order in @($ours, $theirs), @($theirs, $ours)) {
            $path = $order -join [IO.Path]::PathSeparator
            $source = pwsh -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$path'; (Get-Command New-DdbBackup).Source"
            $source | Should -Be ($order[0] -eq $ours ? 'DynamoBackup' : 'AWS.Tools.DynamoDBv2')
        }
    }
}

Describe 'From the runbook and a loop' {
    BeforeAll {
        function Add-Old([string] $Table) {
            $null = Add-EndpointBackup @(1..5 | ForEach-Object {
                    $created = [datetime]::new(2026, 1, $_, 3, 0, 0, [DateTimeKind]::Utc)
                    $name = "$Table-backup-$($created.ToString('yyyyMMddHHmmss'))-abcdefg$_"
                    @{ tableName = $Table; account = '111122223333'; backupName = $name; created = $created.ToString('o') }
                })
        }
        function Get-Left([string] $Table) {
            @(Get-BackupAtEndpoint | Where-Object { $_.tableName -eq $Table -and $_.status -ne 'DELETED' }).Count
        }
    }

    It 'ROW RetentionCount' {
        $table = New-Name
        Add-EndpointTable @{ tableName = $table; account = '111122223333' }
        Add-Old $table
        @(Limit-DdbBackup $table -KeepLast 2 -Force @at).Count | Should -Be 3
    }

    It 'ROW RetentionDays' {
        $table = New-Name
        Add-EndpointTable @{ tableName = $table; account = '111122223333' }
        Add-Old $table
        @(Limit-DdbBackup $table -KeepWithinDays 2 -Force @at).Count | Should -Be 2
    }

    It 'ROW TableName' {
        $some = New-Name
        Add-EndpointTable @('a', 'b' | ForEach-Object { @{ tableName = "$some-$_"; account = '111122223333' } })
        'a', 'b' | ForEach-Object { Add-Old "$some-$_" }
        @(Limit-DdbBackup "$some-*" -KeepLast 4 -Force @at).TableName | Sort-Object | Should -Be "$some-a", "$some-b"
    }

    It 'ROW Get-DDBBackupList \| Where-Object ... \| Remove-DDBBackup' {
        $ours, $theirs = (New-Name), (New-Name)
        Add-EndpointTable @($ours, $theirs | ForEach-Object { @{ tableName = $_; account = '111122223333' } })
        $ours, $theirs | ForEach-Object { Add-Old $_ }
        Get-DDBBackupList -TableName $theirs @at | Sort-Object BackupCreationDateTime | Select-Object -First 3 |
            ForEach-Object { Remove-DDBBackup -BackupArn $_.BackupArn -Force @at } | Out-Null
        $null = Limit-DdbBackup $ours -KeepLast 2 -Force @at
        Get-Left $ours | Should -Be (Get-Left $theirs)
    }
}
