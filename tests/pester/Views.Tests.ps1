# What a run looks like in a terminal, in a log, where the language is constrained, and before and after the module is there.

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/NarrowHost.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint
    $long = 'production-service-orders-table-1ABCDEFGHIJKL'
    Add-EndpointTable @{ tableName = $long; account = '111122223333' }
    $atText = "`$at = @{ EndpointUrl = '$url'; Region = 'us-east-1' }"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $created = '\d{4}-\d\d-\d\d \d\d:\d\d'

    # The lines that a host with a screen of so many columns is given.
    function Get-Screen([int] $Width, [string] $Script) {
        $screen = [NarrowHost]::new()
        $screen.UI.RawUI.BufferSize = [Management.Automation.Host.Size]::new($Width, 30)
        $runspace = [runspacefactory]::CreateRunspace($screen, [initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $session = [powershell]::Create($runspace).AddScript("Import-Module '$manifest'; $atText; & { $Script } | Out-Default")
        $null = $session.Invoke()
        $session.Dispose()
        $runspace.Dispose()
        $screen.UI.Lines -replace "`e\[[\d;]*m" | Where-Object { $_ }
    }

    # The lines that a pwsh of its own writes to a file.
    function Get-Log([string] $Script) {
        $preamble = "`$PSStyle.OutputRendering = 'PlainText'; $atText"
        pwsh -NoProfile -NonInteractive -Command "$preamble; $Script" 2>&1 | ForEach-Object { "$_" } | Where-Object { $_ }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Stop-Endpoint
}

Describe 'The table on a screen of <Width> columns' -ForEach @(
    @{ Width = 60; Name = 'prod…\w{5}'; ShortName = 'Musi…\w{5}' }
    @{ Width = 80; Name = 'product\S+…\S+-\w{8}'; ShortName = 'Music-backup-\d…\d+-\w{8}' }
    @{ Width = 120; Name = 'production-service\S+…\S+-\d+-\w{8}'; ShortName = 'Music-backup-\d{14}-\w{8}' }
) {
    It 'cuts no status, size or time, and names in their middle (<Case>)' -ForEach @(
        @{ Case = 'all at once'; Script = '"Music", "{0}" | New-DdbBackup @at' }
        @{ Case = 'row by row'; Script = '"Music", "{0}" | ForEach-Object {{ New-DdbBackup $_ @at; Start-Sleep 0.4 }}' }
        @{ Case = 'the long one first'; Script = '"{0}", "Music" | ForEach-Object {{ New-DdbBackup $_ @at; Start-Sleep 0.4 }}' }
    ) {
        $lines = Get-Screen $Width (($Script -f $long) + '; New-DdbBackup Users -Wait @at')
        $lines[0] | Should -Match '^TableName      BackupName +Status      Size Created$'
        $lines[2..4] | ForEach-Object { $_.Length | Should -Be ($Width - 1) }
        $rows = $lines[2..4] -join "`n"
        $rows | Should -Match "(?m)^Music          $ShortName +CREATING +\d\S* [KMG]?B $created$"
        $rows | Should -Match "(?m)^produc…FGHIJKL $Name +CREATING +\d\S* [KMG]?B $created$"
        $rows | Should -Match "(?m)^Users          \S+ +AVAILABLE +\d\S* [KMG]?B $created$"
    }
}

Describe 'The table' {
    It 'stands row by row as the backups come' {
        $lines = Get-Screen 80 'New-DdbBackup Music @at; $Host.UI.WriteLine("between"); New-DdbBackup Users @at'
        $lines[2] | Should -Match '^Music '
        $lines[3] | Should -Be 'between'
        $lines[4] | Should -Match '^Users '
    }

    It 'has the date in a log, too' {
        $log = Get-Log "Import-Module '$manifest'; 'Music', '$long' | New-DdbBackup -Wait @at"
        $log[2, 3] | ForEach-Object { $_ | Should -Match "^(Music|produc…FGHIJKL) +\S+…\S+ AVAILABLE +\d\S* [KMG]?B $created$" }
    }

    It 'gives the names the room that a wider text has, and never cuts the rest where it is 60 columns wide' {
        $backup = New-DdbBackup Music -Wait @at
        foreach ($width in 60, 80, 120) {
            $row = (($backup | Out-String -Width $width) -split '\r?\n' | Where-Object { $_ })[2]
            $row | Should -Match "^Music +\S+ +AVAILABLE +\d\S* [KMG]?B $created$"
            $row.Length | Should -Be $width
        }
    }

    It 'has local times, and nothing where nothing is known' {
        $details = [Amazon.DynamoDBv2.Model.BackupDetails]@{ BackupCreationDateTime = [datetime]::SpecifyKind('2025-11-21 03:02', 'Utc') }
        $local = $details.BackupCreationDateTime.ToLocalTime().ToString('yyyy-MM-dd HH:mm')
        [DynamoBackup.Output.ViewProperties]::CreatedColumn($details) | Should -Be $local
        [DynamoBackup.Output.ViewProperties]::CreatedColumn([Amazon.DynamoDBv2.Model.BackupDetails]::new()) | Should -BeNullOrEmpty
        [DynamoBackup.Output.ViewProperties]::SizeColumn([Amazon.DynamoDBv2.Model.BackupDetails]::new()) | Should -BeNullOrEmpty
    }

    It 'has nothing of its own in CSV, JSON or Format-Table *' {
        $backup = New-DdbBackup Music -Wait @at
        ($backup | ConvertTo-Csv)[0] | Should -Not -Match 'Column|Line'
        ($backup | Select-Object *).PSObject.Properties.Name | Should -Not -Match 'Column|Line'
        ($backup | Get-Member).Name | Should -Not -Match 'Column|Line'
    }
}

Describe 'The table of a plan on a screen of <Width> columns' -ForEach @(
    @{ Width = 60; Name = '\w+…\d+'; Reason = 'last 1,…\S{5,9}' }
    @{ Width = 80; Name = '\w+…\S+'; Reason = 'last 1,…\S{5,9}' }
    @{ Width = 120; Name = '\w+…\S+-abcd\d{4}'; Reason = 'last 1, daily \S+, weekly \S+' }
    @{ Width = 200; Name = '\w+-backup-\d+-abcd\d{4}'; Reason = 'last 1, daily \S+, weekly \S+, monthly \S+, yearly \d{4}' }
) {
    BeforeAll { $table = Add-Night 3 }

    It 'gives the reasons of several rules the room that is there, and cuts neither fate, size nor age' {
        $rules = '-KeepLast 1 -KeepDaily 2 -KeepWeekly 1' + ($Width -ge 200 ? ' -KeepMonthly 1 -KeepYearly 1' : '')
        $lines = Get-Screen $Width "Limit-DdbBackup $table $rules -WhatIf @at" | Where-Object { $_ -notlike 'What if:*' }
        $lines[0] | Should -Match '^TableName +Backup +Fate +Reason +Size +Age$'
        $lines[2] | Should -Match "^$($table.Substring(0, 6))…\w{6} $Name +Keep +$Reason +1\.0 MB +[\d.]+ (d|h|min)$"
        $lines[-1] | Should -Match 'Delete no rule keeps it +1\.0 MB +[\d.]+ d$'
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual ($Width - 1) }
    }

    It 'gives the names the room where one rule''s reasons are short' {
        $lines = Get-Screen $Width "Limit-DdbBackup $table -KeepLast 1 -WhatIf @at" | Where-Object { $_ -notlike 'What if:*' }
        $lines[2] | Should -Match 'Keep   last 1 {11}1\.0 MB +[\d.]+ (d|h|min)$'
    }
}

Describe 'Where the language is constrained' {
    BeforeAll {
        # AWS Tools cannot be imported where it is constrained already.
        $constrained = "Import-Module '$manifest'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'"
    }

    It 'the table and the list show all' {
        $log = Get-Log "$constrained; `$b = New-DdbBackup Music -Wait @at; `$b; `$b | Format-List"
        $log[2] | Should -Match "^Music +Music-\S+ +AVAILABLE +\d\S* [KMG]?B $created$"
        $list = $log[3..99] -join "`n"
        $list | Should -Match '(?m)^TableName +: Music$'
        $list | Should -Match '(?m)^BackupName +: Music-backup-\S+$'
        $list | Should -Match '(?m)^BackupArn +: arn:\S+$'
        $list | Should -Match '(?m)^BackupStatus +: AVAILABLE$'
        $list | Should -Match '(?m)^BackupType +: USER$'
    }

    It 'AWS Tools'' own summaries show all' {
        $log = (Get-Log @"
            $constrained; `$null = New-DdbBackup Music @at
            `$first = Get-DDBBackupList -TableName Music @at | Select-Object -First 1; `$first; `$first | Format-Table
"@) -join "`n"
        $log | Should -Match 'TableName\s+: Music'
        $log | Should -Match 'BackupName\s+: Music-backup-'
        $log | Should -Not -Match '#ERR'
    }
}

Describe 'One look' {
    It 'has what AWS Tools'' own cmdlets give, before the import, after it, after a command and after the removal' {
        $log = Get-Log @"
            `$null = AWS.Tools.DynamoDBv2\New-DDBBackup -TableName Users -BackupName looks @at
            function Show {
                "==="; `$theirs = Get-DDBBackupList -TableName Users @at
                `$theirs | Out-String; `$theirs | Format-Table TableName, BackupName | Out-String
                (`$theirs[0], (Get-DDBBackup `$theirs[0].BackupArn @at) | ForEach-Object { `$_.PSObject.Properties.Name }) -join ' '
            }
            Show; Import-Module '$manifest'; Show; `$null = New-DdbBackup Music @at; Show; Remove-Module DynamoBackup; Show
"@
        $looks = ($log -join "`n") -split '===\n' | Where-Object { $_ } |
            ForEach-Object { $_.Trim() -replace '(?m)^(BackupStatus|BackupSize).*$' }
        $looks | Should -HaveCount 4
        $looks[0] | Should -Match 'TableName +: Users'
        $looks | Select-Object -Unique | Should -HaveCount 1
    }

    It 'comes with the import, and is selected by type names that only our objects have' {
        $log = Get-Log @"
            function Show { "views: `$(@(Get-FormatData DynamoBackup.Backup).Count)" }
            Import-Module '$manifest'; Show; `$null = New-DdbBackup Music @at; Show
"@
        $log | Should -Be 'views: 1', 'views: 1'
        [xml] $views = Get-Content "$(Split-Path $manifest)/DynamoBackup.format.ps1xml"
        $views.SelectNodes('//ViewSelectedBy/TypeName').InnerText | Should -Match '^DynamoBackup\.'
    }

    It 'has what our commands gave, also after a removal and another import' {
        $log = Get-Log @"
            Import-Module '$manifest'; `$backup = New-DdbBackup Music -Wait @at
            function Show { "==="; `$backup; `$backup | Format-List }
            Show; Remove-Module DynamoBackup; Import-Module '$manifest'; Show; `$null = New-DdbBackup Users @at; Show
"@
        $looks = ($log -join "`n") -split '===\n' | Where-Object { $_ } | ForEach-Object Trim
        $looks | Should -HaveCount 3
        $looks[0] | Should -Match 'AVAILABLE'
        $looks | Select-Object -Unique | Should -HaveCount 1
    }
}

Describe 'The id of the table' {
    BeforeAll { Add-EndpointTable @{ tableName = 'WithId'; account = '111122223333'; tableId = '11111111-2222-3333-4444-555555555555' } }

    It 'stands beside its name where it is known: of <Command>' -ForEach @(
        @{ Command = 'New-DdbBackup -Wait'; Script = { New-DdbBackup WithId -Wait @at } }
        @{ Command = 'New-DdbBackup | Wait-DdbBackup'; Script = { New-DdbBackup WithId @at | Wait-DdbBackup } }
    ) {
        $backup = & $Script
        $backup.TableId | Should -Be '11111111-2222-3333-4444-555555555555'
        $backup.PSObject.Properties.Name[0..2] | Should -Be 'TableName', 'Region', 'TableId'
        $backup | Format-List | Out-String | Should -Match '(?m)^TableId +: 11111111-2222-3333-4444-555555555555\r?$'
    }

    It 'is $null where it is not known, and no list shows it then' {
        Set-StrictMode -Version Latest
        $backup = New-DdbBackup WithId @at
        $backup.TableId | Should -Be $null
        $backup | Format-List | Out-String | Should -Not -Match TableId
    }
}
