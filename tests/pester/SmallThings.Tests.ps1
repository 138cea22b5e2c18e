# What a careful user meets at the prompt: each word, each default and each column where one looks for it.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
    $arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music'
    function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches }
}

AfterAll { Stop-Endpoint }

Describe 'Completion' {
    It 'of <Command> -Select offers what is accepted, and nothing else' -ForEach @(
        @{ Command = 'New-DdbBackup' }, @{ Command = 'Backup-DdbTable' }, @{ Command = 'DynamoBackup\New-DdbBackup' }
    ) {
        $offered = (Get-Completion "$Command Music -Select ").CompletionText
        $offered | Should -Contain 'BackupDetails.BackupArn'
        $offered | Should -Not -Contain '^Region'
        foreach ($select in $offered) {
            New-DdbBackup Music -Select $select @at @collect | Should -Not -BeNullOrEmpty
            $errors | Should -BeNullOrEmpty -Because "'$select' is offered"
        }
        (Get-Completion "$Command Music -Select backupdetails.backupa").CompletionText | Should -Be 'BackupDetails.BackupArn'
    }

    It 'of <Command> -<Parameter> offers values, and no file names' -ForEach @(
        foreach ($command in 'New-DdbBackup', 'Wait-DdbBackup', 'Backup-DdbTable') {
            'ThrottleLimit', 'EndpointUrl', 'TimeoutMinutes', 'PollIntervalSeconds', 'ReadTimeoutSeconds', 'ConnectTimeoutSeconds' |
                ForEach-Object { @{ Command = $command; Parameter = $_ } }
        }
        'ThrottleLimit', 'EndpointUrl', 'KeepLast', 'KeepWithinDays', 'KeepDaily', 'KeepWeekly', 'KeepMonthly', 'KeepYearly' |
            ForEach-Object { @{ Command = 'Limit-DdbBackup'; Parameter = $_ } }
    ) {
        Push-Location (New-Item -ItemType Directory -Force "$TestDrive/files")
        try {
            Set-Content 7.txt, https.txt ''
            foreach ($word in '', '7', 'https') {
                $offered = Get-Completion "$Command -$Parameter $word"
                $offered.ResultType | Should -Not -Contain ProviderItem
                $offered | Should -Not -BeNullOrEmpty
            }
        }
        finally { Pop-Location }
    }

    It 'of -TableName goes on with an ARN that was begun' {
        $offered = (Get-Completion "New-DdbBackup -EndpointUrl $url -Region us-east-1 -TableName arn:aws").CompletionText
        $offered | Should -HaveCount 12
        $offered | Should -Contain $arn
        $start = $arn.Substring(0, $arn.Length - 2)
        (Get-Completion "New-DdbBackup -EndpointUrl $url -Region us-east-1 -TableName $start").CompletionText |
            Should -Be $arn
        New-DdbBackup $offered[0] @at | Should -Not -BeNullOrEmpty
    }
}

Describe 'A timespan' {
    BeforeAll { Reset-Endpoint }

    It 'is taken by -<Parameter>' -ForEach @(
        @{ Parameter = 'TimeoutMinutes' }, @{ Parameter = 'PollIntervalSeconds' }, @{ Parameter = 'ReadTimeoutSeconds' },
            @{ Parameter = 'ConnectTimeoutSeconds' }
    ) {
        $time = @{ $Parameter = [timespan]::FromSeconds(30) }
        (New-DdbBackup Music @time @at -ErrorAction Stop).TableName | Should -Be Music
    }

    It 'means its minutes' {
        New-DdbBackup Music -TimeoutMinutes (New-TimeSpan -Seconds 90) @at -InformationVariable lines | Out-Null
        $lines[0] | Should -Be 'Backing up DynamoDB tables, up to 1.5 min each.'
    }

    It 'as a text is refused with the words to write' {
        { New-DdbBackup Music -TimeoutMinutes '00:10:00' @at } |
            Should -Throw '*such as 10, or a timespan, such as (New-TimeSpan -Minutes 10).*'
        { New-DdbBackup Music -PollIntervalSeconds '0:30' @at } |
            Should -Throw '*such as 30, or a timespan, such as (New-TimeSpan -Seconds 30).*'
    }
}

Describe 'What is written' {
    BeforeEach { Reset-Endpoint }

    It 'of a time of 0.001 minutes is 0.06 s' {
        New-DdbBackup Music -Wait -TimeoutMinutes 0.001 @at @collect -InformationVariable lines
        $lines[0] | Should -Match 'up to 0\.06 s each'
        "$($errors[0])" | Should -Match 'within 0\.06 s'
    }

    It 'at the end of a run without -Wait has no size of 0 B' {
        # Like the service, which knows a size only when the backup is done.
        Add-EndpointTable @{ tableName = 'Unsized'; region = 'us-east-1'; account = '111122223333'; sizeBytes = 0 }
        New-DdbBackup Unsized @at -InformationVariable lines | Out-Null
        $lines[-1] | Should -Match '^1 backup: 1 created, 0 failed, \d\d:\d\d$'
    }

    It 'of each poll has its number' {
        Set-EndpointSetting @{ backupSecondsMin = 1; backupSecondsMax = 1 }
        $debug = New-DdbBackup Music -Wait -PollIntervalSeconds 0.2 @at -Debug -Verbose -Confirm:$false 5>&1 4>$null | Out-String -Stream
        $polls = [regex]::Matches($debug -join "`n",
            'DescribeBackup \S+ in us-east-1, poll (\d+): 200').ForEach({ [int]$_.Groups[1].Value })
        $polls.Count | Should -BeGreaterThan 1
        $polls | Should -Be (1..$polls.Count)
    }

    It 'to a CSV file, and by Format-Table *, begins with the table, not with the endpoint' {
        $backup = New-DdbBackup Music -ProfileName '' @at
        ($backup | ConvertTo-Csv)[0] | Should -BeLike '"TableName","Region",*'
        ($backup.PSObject.Properties.Name -eq 'TableName') | Should -HaveCount 1
        ($backup | Format-Table * | Out-String -Width 500).Trim() | Should -Match '^TableName\s+Region\s'
        ($backup | ConvertTo-Csv | ConvertFrom-Csv | Wait-DdbBackup).BackupArn | Should -Be $backup.BackupArn
    }
}

Describe 'What leads elsewhere' {
    It 'is DescribeBackup''s page for Wait-DdbBackup -Online, CreateBackup''s for New-DdbBackup' {
        $online = { (Get-Help $args[0] -Full).relatedLinks.navigationLink.uri | Where-Object { $_ } | Select-Object -First 1 }
        & $online Wait-DdbBackup | Should -BeLike '*/API_DescribeBackup.html'
        & $online New-DdbBackup | Should -BeLike '*/API_CreateBackup.html'
    }

    It 'names the command that installs AWS Tools in the manifest, which the error of an import without it names' {
        $shown = pwsh -NoProfile -Command "`$env:PSModulePath = '$TestDrive'; Import-Module '$manifest'" 2>&1 | Out-String
        $shown -replace '\s+', '' | Should -Match "'RequiredModules'inthefile'.*DynamoBackup\.psd1"
        Get-Content $manifest -Raw | Should -Match '# .* To get it: Install-Module AWS\.Tools\.DynamoDBv2'
        (Import-PowerShellDataFile $manifest).Description | Should -Match 'Install-Module AWS\.Tools\.DynamoDBv2'
    }

    It 'names no repository that is nobody''s' {
        (Import-PowerShellDataFile $manifest).PrivateData.PSData.Keys | Should -Not -Contain ProjectUri
        $links = 'New-DdbBackup', 'Wait-DdbBackup', 'Limit-DdbBackup' | ForEach-Object {
            (Get-Help $_ -Full).relatedLinks.navigationLink.uri | Where-Object { $_ }
        }
        $links | Should -HaveCount 3
        $links | Should -Match '^https://docs\.aws\.amazon\.com/'
    }

    It 'is said of -Parallel where people look for it' {
        Get-Help New-DdbBackup -Full | Out-String | Should -Match 'ForEach-Object\s+-Parallel'
        Get-Help about_DynamoBackup | Out-String | Should -Match 'ForEach-Object\s+-Parallel'
    }

    It 'in about_DynamoBackup tells truly which command a name means' {
        $about = Get-Help about_DynamoBackup | Out-String
        $about | Should -Not -Match '#Requires -Modules DynamoBackup" at'
        $about | Should -Match 'with -Force'
    }
}
