BeforeDiscovery {
    $page = Get-Content "$PSScriptRoot/../../docs/coming-from.md"
    $blocks = [regex]::Matches(($page -join "`n"), '(?s)```powershell\n(?<code>.*?)\n```') |
        ForEach-Object { @{ Code = $_.Groups['code'].Value } }
}

BeforeAll {
    . $PSScriptRoot/ComingFrom.ps1
}

AfterAll { Stop-Endpoint }

Describe 'The page' {
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

Describe 'From Terraform''s action' {
    It 'table_name' {
        (New-DdbBackup 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders' @at).BackupName |
            Should -Match '^Orders-backup-\d{14}-[a-z0-9]{8}$'
    }

    It 'backup_name' { (New-DdbBackup Music -BackupName mine @at).BackupName | Should -Be 'mine' }

    It 'timeout' {
        (Get-Command New-DdbBackup -Module DynamoBackup).Parameters.TimeoutMinutes.Aliases | Should -Contain 'Timeout'
        Set-EndpointSetting @{ backupSecondsMin = 30; backupSecondsMax = 30 }
        New-DdbBackup Music -Wait -Timeout 0.01 @at -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'BackupTimeout,*'
        Reset-Endpoint
        $line = New-DdbBackup Music @at -InformationAction SilentlyContinue 6>&1 |
            Where-Object { $_ -is [Management.Automation.InformationRecord] } | Select-Object -First 1
        "$line" | Should -Match 'up to 10 min'
    }

    It 'region' { (New-DdbBackup Music -Region eu-west-1 -EndpointUrl $url).Region | Should -Be 'eu-west-1' }

    It 'progress every 30 s' {
        $lines = New-DdbBackup Music -Wait @at 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }
        $lines[0].Tags | Should -Contain 'DynamoBackup'
        "$($lines[-1])" | Should -Match '^1 backup: 1 available, 0 failed, 00:0\d, 1.8 GB$'
    }

    It 'retries' {
        Reset-Endpoint
        Add-Fault @{ operation = 'CreateBackup'; kind = 'refuse'; code = 'BackupInUseException'; message = 'busy'; times = 2 }
        New-DdbBackup Music @at | Should -Not -BeNullOrEmpty
        Get-CallCount CreateBackup | Should -Be 3
        Reset-Endpoint
    }

    It 'a failed poll' {
        Reset-Endpoint
        Add-Fault @{ operation = 'DescribeBackup'; kind = 'error-before'; times = 3 }
        (New-DdbBackup Music -Wait @at).BackupStatus | Should -Be 'AVAILABLE'
        (Get-RecordedCall DescribeBackup).status | Should -Contain 500
        Reset-Endpoint
    }

    It 'failure of the action' {
        pwsh -NoProfile -NonInteractive -Command (
            "Import-Module '$PSScriptRoot/../../out/DynamoBackup'; `$ErrorActionPreference = 'Stop'; " +
            "New-DdbBackup NoSuch -EndpointUrl $url -Region us-east-1") 2>&1 | Out-Null
        $LASTEXITCODE | Should -Be 1
    }
}

Describe 'From AWS Tools'' own command' {
    It 'New-DDBBackup -TableName -BackupName' {
        $theirs = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName theirs @at
        $ours = DynamoBackup\New-DdbBackup -TableName Music -BackupName ours @at
        $ours.GetType() | Should -Be $theirs.GetType()
        $theirs.PSObject.Properties | ForEach-Object { $ours.PSObject.Properties.Name | Should -Contain $_.Name }
    }

    It '-Select, -Force, -ClientConfig' {
        $common = [Management.Automation.Cmdlet]::CommonParameters
        $ours = (Get-Command DynamoBackup\New-DdbBackup).Parameters
        (Get-Command AWS.Tools.DynamoDBv2\New-DDBBackup).Parameters.Keys |
            Where-Object { $_ -notin $common -and -not $ours.ContainsKey($_) } | Should -BeNullOrEmpty
        (New-DdbBackup Music @at -Select * -Force).GetType().Name | Should -Be 'CreateBackupResponse'
    }

    It 'try { New-DDBBackup } catch { }' {
        $theirs = try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at; 'went on' } catch { 'caught' }
        $ours = try { New-DdbBackup NoSuch @at -ErrorAction SilentlyContinue; 'went on' } catch { 'caught' }
        $stopped = try { New-DdbBackup NoSuch @at -ErrorAction Stop; 'went on' } catch { 'caught' }
        $theirs, $ours, $stopped | Should -Be 'caught', 'went on', 'caught'
        $byType = try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at }
        catch [Amazon.DynamoDBv2.Model.TableNotFoundException] { 'caught' }
        $byType | Should -Be 'caught'
    }

    It '$_.Exception.InnerException' {
        try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at } catch { $theirs = $_.Exception }
        try { New-DdbBackup NoSuch @at -ErrorAction Stop } catch { $ours = $_.Exception }
        $theirs | Should -BeOfType InvalidOperationException
        $ours.GetType() | Should -Be $theirs.InnerException.GetType()
    }

    It '$_.FullyQualifiedErrorId' {
        try { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at } catch { $theirs = $_.FullyQualifiedErrorId }
        try { New-DdbBackup NoSuch @at -ErrorAction Stop } catch { $ours = $_.FullyQualifiedErrorId }
        $theirs | Should -BeLike 'Amazon.DynamoDBv2.Model.TableNotFoundException,*'
        $ours | Should -BeLike 'TableNotFound,*'
    }

    It 'while (...) { Get-DDBBackup; Start-Sleep }' {
        $theirs = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName loop @at
        ($theirs | Wait-DdbBackup @at).BackupStatus | Should -Be 'AVAILABLE'
    }

    It 'foreach ($table in ...)' {
        Reset-Endpoint
        $tables = Get-DDBTableList @at
        $backups = $tables | New-DdbBackup @at
        $backups.TableName | Sort-Object | Should -Be ($tables | Sort-Object)
        (Get-RecordedCall CreateBackup).target | Sort-Object | Should -Be ($tables | Sort-Object)
    }
}

Describe 'Which module''s New-DdbBackup runs' {
    It 'is ours after an import, until AWS Tools is imported with -Force' {
        $name = '(Get-Command New-DdbBackup).Source'
        $script = "$name; Import-Module AWS.Tools.DynamoDBv2; $name; Import-Module AWS.Tools.DynamoDBv2 -Force; " +
            "$name; Import-Module '$manifest' -Force; $name"
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

    It 'RetentionCount' {
        $table = New-Name
        Add-EndpointTable @{ tableName = $table; account = '111122223333' }
        Add-Old $table
        @(Limit-DdbBackup $table -KeepLast 2 -Force @at).Count | Should -Be 3
    }

    It 'RetentionDays' {
        $table = New-Name
        Add-EndpointTable @{ tableName = $table; account = '111122223333' }
        Add-Old $table
        @(Limit-DdbBackup $table -KeepWithinDays 2 -Force @at).Count | Should -Be 2
    }

    It 'TableName' {
        $some = New-Name
        Add-EndpointTable @('a', 'b' | ForEach-Object { @{ tableName = "$some-$_"; account = '111122223333' } })
        'a', 'b' | ForEach-Object { Add-Old "$some-$_" }
        @(Limit-DdbBackup "$some-*" -KeepLast 4 -Force @at).TableName | Sort-Object | Should -Be "$some-a", "$some-b"
    }

    It 'Get-DDBBackupList \| Where-Object ... \| Remove-DDBBackup' {
        $ours, $theirs = (New-Name), (New-Name)
        Add-EndpointTable @($ours, $theirs | ForEach-Object { @{ tableName = $_; account = '111122223333' } })
        $ours, $theirs | ForEach-Object { Add-Old $_ }
        Get-DDBBackupList -TableName $theirs @at | Sort-Object BackupCreationDateTime | Select-Object -First 3 |
            ForEach-Object { Remove-DDBBackup -BackupArn $_.BackupArn -Force @at } | Out-Null
        $null = Limit-DdbBackup $ours -KeepLast 2 -Force @at
        Get-Left $ours | Should -Be (Get-Left $theirs)
    }
}
