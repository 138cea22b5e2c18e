BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $fast = @{ PollIntervalSeconds = 0.1 }
}

AfterAll { Stop-Endpoint }

Describe '-Select gives what AWS Tools'' own cmdlet gives' {
    It 'for <Select>' -ForEach @(
        @{ Select = 'BackupDetails' }
        @{ Select = 'backupdetails' }
        @{ Select = '*' }
        @{ Select = 'BackupDetails.BackupName' }
        @{ Select = 'BackupDetails.BackupArn' }
        @{ Select = '^TableName' }
        @{ Select = '^BackupName' }
        @{ Select = '^tablename' }
    ) {
        $theirs = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName selected -Select $Select @at
        $ours = New-DdbBackup -TableName Music -BackupName selected -Select $Select @at
        $ours.GetType() | Should -Be $theirs.GetType()
        "$ours" -replace '/backup/.*' | Should -Be ("$theirs" -replace '/backup/.*')
    }

    It 'for <Select>, an error, with nothing sent' -ForEach @{ Select = 'Nope' }, @{ Select = '^Nope' },
        @{ Select = "BackupDetails.`e[31m" } {
        Reset-Endpoint
        { AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName selected -Select $Select @at } | Should -Throw
        $thrown = { New-DdbBackup -TableName Music -Select $Select @at } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'InvalidSelect,DynamoBackup.NewDdbBackupCommand'
        $thrown.CategoryInfo.Category | Should -Be InvalidArgument
        $thrown.ErrorDetails.RecommendedAction | Should -Match 'BackupDetails\.BackupArn'
        "$thrown" | Should -Match ([regex]::Escape("'$($Select -replace "`e", '\u001b')' is not a value of -Select"))
        Get-CallCount | Should -Be 0
    }
}

Describe 'A Select that is empty' {
    It 'is as good as none, <Name>' -ForEach @{ Name = 'a text'; Value = '' }, @{ Name = '$null'; Value = $null } {
        (New-DdbBackup -TableName Music -Select $Value @at).TableName | Should -Be Music
    }
}

Describe 'A Select cell' {
    It 'that is empty means none' {
        $backups = "TableName,Select`nMusic,`nUsers,^TableName" | ConvertFrom-Csv | New-DdbBackup @at
        $backups | Where-Object { $_ -is [string] } | Should -Be Users
        ($backups | Where-Object { $_ -isnot [string] }).TableName | Should -Be Music
    }

    It 'that selects nothing is its row''s error, and costs the others nothing' {
        Reset-Endpoint
        $rows = "TableName,Select`nMusic,`nUsers,Nope`nOrders,BackupDetails" | ConvertFrom-Csv
        $backups = $rows | New-DdbBackup -Wait @fast @at -ErrorAction SilentlyContinue -ErrorVariable errors
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Orders'
        $errors.FullyQualifiedErrorId | Should -Be 'InvalidSelect,DynamoBackup.NewDdbBackupCommand'
        "$errors" | Should -Match "'Nope' is not a value of -Select: .*Table 'Users' was skipped, and nothing was sent for it\.$"
        $errors.TargetObject | Should -Be Users
        Get-CallCount CreateBackup | Should -Be 2
    }
}

Describe '-Select' {
    It '^TableName and ^BackupName give each backup''s own, whatever record is read by then' {
        $rows = "TableName,BackupName`nMusic,one`nUsers,two`nOrders,three" | ConvertFrom-Csv
        $rows | New-DdbBackup -Select ^TableName @at | Sort-Object | Should -Be 'Music', 'Orders', 'Users'
        $rows | New-DdbBackup -Select ^BackupName @at | Sort-Object | Should -Be 'one', 'three', 'two'
    }

    It '^BackupName gives the name that was made where none is given' {
        New-DdbBackup Music -Select ^BackupName @at | Should -Match '^Music-backup-'
    }

    It '* with -Wait gives the answer with the final BackupDetails' {
        $response = New-DdbBackup Music -Select * -Wait @fast @at
        $response | Should -BeOfType Amazon.DynamoDBv2.Model.CreateBackupResponse
        $response.BackupDetails.BackupStatus.Value | Should -Be 'AVAILABLE'
    }
}

Describe 'A backup that is written' {
    It 'has TableName and Region as properties, and EndpointUrl and ProfileName only where they were given' {
        $backup = New-DdbBackup Music @at
        $backup.TableName | Should -Be 'Music'
        $backup.Region | Should -Be 'us-east-1'
        $backup.EndpointUrl | Should -Be $url
        $backup.PSObject.Properties.Name | Should -Not -Contain 'ProfileName'
    }

    It 'of AWS Tools'' own cmdlets goes where its ARN says, without members of ours: <Given>' -ForEach @(
        @{ Given = 'New-DDBBackup'; Make = { $_ } }
        @{ Given = 'Get-DDBBackup'; Make = { Get-DDBBackup $_.BackupArn -Region eu-west-1 -EndpointUrl $url } }
        @{
            Given = 'Get-DDBBackupList'
            Make = { $arn = $_.BackupArn; Get-DDBBackupList -Region eu-west-1 -EndpointUrl $url | Where-Object BackupArn -EQ $arn }
        }
    ) {
        $made = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName own -Region eu-west-1 -EndpointUrl $url
        $theirs = $made | ForEach-Object $Make
        $theirs.PSObject.Properties.Name | Should -Not -Contain Region
        ($theirs | Wait-DdbBackup @fast -EndpointUrl $url).BackupArn | Should -Be $made.BackupArn
    }

    It 'of AWS Tools'' New-DDBBackup names no table to back up' {
        $made = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Music -BackupName own @at
        $made | New-DdbBackup @at -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        "$errors" | Should -Match 'nothing was sent for it: It has no TableName'
    }

    It 'has with -Wait its size and its creation time' {
        $backup = New-DdbBackup Music -Wait @fast @at
        $backup.BackupSizeBytes | Should -BeGreaterThan 0
        $backup.BackupCreationDateTime.ToUniversalTime() | Should -BeGreaterThan ([datetime]::UtcNow.AddMinutes(-1))
    }
}

Describe '-WhatIf, -Confirm and -Force' {
    BeforeEach { Reset-Endpoint }

    It '-WhatIf calls nothing' {
        'Music', 'Users', 'NoSuch' | New-DdbBackup -WhatIf -Wait @at | Should -BeNullOrEmpty
        Get-CallCount | Should -Be 0
    }

    It '-WhatIf needs no credentials' {
        $env:AWS_ACCESS_KEY_ID = $null
        try { New-DdbBackup Music -WhatIf @at } finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        Get-CallCount | Should -Be 0
    }

    It '-WhatIf still tells of bad names' {
        New-DdbBackup ab -WhatIf @at -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidTableName,*'
    }

    It '-Confirm asks for each table, and backs up those that are agreed to' {
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        '-NoProfile', '-Command', ("Import-Module '$manifest'; 'Music', 'Users', 'Orders' | " +
            "New-DdbBackup -Confirm -EndpointUrl $url -Region us-east-1 | ForEach-Object TableName") |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $pwsh = [Diagnostics.Process]::Start($start)
        'y', 'n', 'y' | ForEach-Object { $pwsh.StandardInput.WriteLine($_) }
        $pwsh.StandardInput.Close()
        $output = $pwsh.StandardOutput.ReadToEnd() -replace '\s+', ' '
        'Music', 'Users', 'Orders' | ForEach-Object {
            $output | Should -Match "Performing the operation .+ on target ""table '$_' in us-east-1, .+, as backup '$_-backup-"
        }
        (Get-BackupAtEndpoint).tableName | Should -Contain 'Orders'
        Get-CallCount CreateBackup | Should -Be 2
    }

    It '-Force never asks, whatever $ConfirmPreference says' {
        $ConfirmPreference = 'Low'
        (New-DdbBackup Music -Force @at).TableName | Should -Be 'Music'
    }

    It '-Confirm:$false never asks' {
        $ConfirmPreference = 'Low'
        (New-DdbBackup Music -Confirm:$false @at).TableName | Should -Be 'Music'
    }
}

Describe 'On the screen' {
    BeforeAll {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        $backups = Get-DDBTableList @at | New-DdbBackup -Wait @fast @at | Sort-Object TableName
    }

    AfterAll { $PSStyle.OutputRendering = $rendering }

    It 'a session that takes no views gets its backups all the same' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.DisableFormatUpdates = $true
        $session = [powershell]::Create($state).AddScript("Import-Module '$manifest'; New-DdbBackup Music -EndpointUrl $url")
        $session.Invoke().TableName | Should -Be Music
        $session.Dispose()
    }

    It 'the list shows everything' {
        $list = $backups[0] | Format-List | Out-String -Width 200
        'TableName', 'Region', 'BackupName', 'BackupArn', 'BackupStatus', 'BackupType', 'BackupSizeBytes', 'BackupCreationDateTime',
            'BackupExpiryDateTime' |
            ForEach-Object { $list | Should -Match "(?m)^$_ +:" }
        $list | Should -Match ([regex]::Escape($backups[0].BackupArn))
    }

    It 'no name drives the terminal' {
        # Only the module's own output has its views, and the endpoint makes no such names.
        $backup = New-DdbBackup Music @at
        $backup.BackupArn += "`e[2J"
        $backup.BackupName = "a`e[2Jb"
        $backup.BackupStatus = "x`e[2Jy"
        $backup.BackupType = "t`e[2J"
        $shown = ($backup | Format-Table | Out-String -Width 200) + ($backup | Format-List | Out-String -Width 200)
        $shown | Should -Not -Match "`e\[2J"
        'a\u001b[2Jb', 'x\u001b[2Jy', 't\u001b[2J' | ForEach-Object { $shown | Should -Match ([regex]::Escape($_)) }
    }

    It 'the status has a colour where colours are shown' {
        $PSStyle.OutputRendering = 'Ansi'
        try { $shown = $backups | Out-String -Width 100 } finally { $PSStyle.OutputRendering = 'PlainText' }
        $shown | Should -Match ([regex]::Escape($PSStyle.Foreground.Green + 'AVAILABLE' + $PSStyle.Reset))
    }
}
