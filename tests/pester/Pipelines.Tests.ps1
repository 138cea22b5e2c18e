# The sample pipelines: their script, run as each of them runs it, and what the files themselves name.
BeforeDiscovery {
    $samples = Get-ChildItem "$PSScriptRoot/../../samples/pipelines/*.yml" |
        ForEach-Object { @{ File = $_.Name; Text = Get-Content $_ -Raw } }
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $script = (Resolve-Path "$PSScriptRoot/../../samples/pipelines/nightly-backup.ps1").Path
    $runnerVariables = 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY', 'TF_BUILD', 'AGENT_TEMPDIRECTORY'
    $savedVariables = @{}
    $runnerVariables + 'AWS_ENDPOINT_URL_DYNAMODB', 'PSModulePath' |
        ForEach-Object { $savedVariables[$_] = [Environment]::GetEnvironmentVariable($_) }
    # On a runner the module is installed, and the service is at its own address.
    $env:PSModulePath += [IO.Path]::PathSeparator + (Resolve-Path "$PSScriptRoot/../../out").Path
    $env:AWS_ENDPOINT_URL_DYNAMODB = $url

    function Get-Annotation($Run, [string] $Start) { @($Run.Output -split '\r?\n' | Where-Object { $_.StartsWith($Start) }) }

    # Runs the script in a folder of its own that has a tables.csv, as a runner does, or with no runner's variables.
    function Invoke-Sample([string] $Runner, [string[]] $Csv, [string] $Argument = '-Path tables.csv') {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $Csv | Set-Content "$folder/tables.csv"
        $summary = "$folder/summary.md"
        $runnerVariables | ForEach-Object { Remove-Item "Env:$_" -ErrorAction Ignore }
        Push-Location $folder
        try {
            if ($Runner -eq 'GitHub') {
                $env:GITHUB_ACTIONS, $env:GITHUB_STEP_SUMMARY = 'true', $summary
                # As actions/runner does with `shell: pwsh` (ScriptHandlerHelpers.cs).
                "`$ErrorActionPreference = 'stop'", "& '$script' $Argument",
                    'if ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit $LASTEXITCODE }' | Set-Content "$folder/step.ps1"
                $output = pwsh -NoProfile -NonInteractive -Command ". '$folder/step.ps1'" 2>&1 | Out-String
            } else {
                if ($Runner -eq 'Azure') { $env:TF_BUILD, $env:AGENT_TEMPDIRECTORY = 'True', $folder }
                # As AWSShellScript@1 does: bash, whose last exit code is the step's.
                "pwsh -NoProfile -NonInteractive -File '$script' $Argument" | Set-Content "$folder/step.sh"
                $output = bash "$folder/step.sh" 2>&1 | Out-String
            }
            $exitCode = $LASTEXITCODE
        } finally { Pop-Location }
        # Each runner shows what is put where it looks, and nothing else.
        if ($Runner -eq 'Azure') { $summary = [regex]::Match($output, '(?m)^##vso\[task\.uploadsummary\](.+?)\r?$').Groups[1].Value }
        [pscustomobject]@{
            ExitCode = $exitCode
            Output   = $output
            Summary  = if ($Runner -eq 'nobody') { $output } elseif ($summary -and (Test-Path $summary)) { Get-Content $summary -Raw }
            Folder   = $folder
        }
    }
}

AfterAll {
    $savedVariables.Keys | ForEach-Object {
        if ($savedVariables[$_]) { Set-Item "Env:$_" $savedVariables[$_] } else { Remove-Item "Env:$_" -ErrorAction Ignore }
    }
    Stop-Endpoint
}

Describe 'nightly-backup.ps1, run by <Runner>' -ForEach @(
    @{ Runner = 'GitHub'; Failure = '::error title=DynamoDB backup::' }
    @{ Runner = 'Azure'; Failure = '##vso[task.logissue type=error]' }
    @{ Runner = 'nobody'; Failure = 'FAILED: ' }
) {
    It 'backs up every table of the file, and has a row for each in the summary' {
        $run = Invoke-Sample $Runner 'TableName', 'Music', 'Users'
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Summary | Should -Match '(?m)^\| Music \| us-east-1 \| Music-backup-\d{14}-\w{8} \| AVAILABLE \| 1\.77 \|\r?$'
        $run.Summary | Should -Match '(?m)^\| Users \| us-east-1 \|'
        $run.Output | Should -Match '2 backups: 2 available, 0 failed'
        Get-Annotation $run $Failure | Should -BeNullOrEmpty
    }

    It 'ends with 1 where a table fails, names it in the summary and as an annotation, and backs up the others' {
        $run = Invoke-Sample $Runner 'TableName', 'Music', 'NoSuch'
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $run.Summary | Should -Match '(?m)^\| Music \| us-east-1 \|.*AVAILABLE \| [\d.]+ \|\r?$'
        $run.Summary | Should -Match '(?m)^\| NoSuch \| us-east-1 \|  \| \*\*TableNotFound\*\* \|  \|\r?$'
        Get-Annotation $run $Failure | Should -BeLike "*'NoSuch'*" -Because $run.Output
    }

    It 'ends with 1 where the file is missing' {
        $run = Invoke-Sample $Runner 'TableName', 'Music' '-Path other.csv'
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $run.Summary | Should -Match 'No table was backed up: There is no file ''other\.csv''\.'
        Get-Annotation $run $Failure | Should -BeLike '*other.csv*' -Because $run.Output
    }
}

Describe 'nightly-backup.ps1' {
    It 'has help for each of its parameters' {
        $help = Get-Help $script -Full
        $names = (Get-Command $script).Parameters.Keys | Where-Object { $_ -notin [Management.Automation.Cmdlet]::CommonParameters }
        $names | ForEach-Object {
            $name = $_
            ($help.parameters.parameter | Where-Object name -EQ $name).description.Text | Should -Not -BeNullOrEmpty -Because $name
        }
    }

    It 'ends with 1 where the file <What>' -ForEach @(
        @{ What = 'names no table'; Csv = 'TableName' }
        @{ What = 'has no column TableName'; Csv = 'Name', 'Music' }
    ) {
        $run = Invoke-Sample 'GitHub' $Csv
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $run.Summary | Should -Match "No table was backed up: 'tables\.csv' $What"
    }

    It 'ends with 1 where there are no credentials, and has a row for each table' {
        $env:AWS_ACCESS_KEY_ID = $null
        try { $run = Invoke-Sample 'Azure' 'TableName', 'Music', 'Users', 'Orders' } finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        $run.ExitCode | Should -Be 1 -Because $run.Output
        'Music', 'Users', 'Orders' | ForEach-Object { $run.Summary | Should -Match "(?m)^\| $_ \|  \|  \| \*\*[\w ]+\*\* \|  \|\r?`$" }
        $run.Summary | Should -Match '\*\*CredentialsRejected\*\*'
    }

    It 'keeps the last backups of each table with -KeepLast, and all of one whose new backup failed' {
        $good, $bad = (New-Name), (New-Name)
        Add-EndpointTable @{ tableName = $good; account = '111122223333' }, @{ tableName = $bad; account = '111122223333' }
        $null = Add-EndpointBackup @($good, $bad | ForEach-Object {
                foreach ($day in 1..5) {
                    $name = "$_-backup-2026010${day}030000-abcdefg$day"
                    @{ tableName = $_; account = '111122223333'; backupName = $name; created = "2026-01-0${day}T03:00:00Z" }
                }
            })
        Add-Fault @{ operation = 'CreateBackup'; table = $bad; kind = 'refuse'; code = 'ValidationException' }
        try { $run = Invoke-Sample 'GitHub' 'TableName', $good, $bad '-Path tables.csv -KeepLast 3' } finally { Reset-Endpoint }
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $left = Get-BackupAtEndpoint | Where-Object status -NE DELETED
        @($left | Where-Object tableName -EQ $good).Count | Should -Be 3
        @($left | Where-Object tableName -EQ $bad).Count | Should -Be 5
    }

    It 'warns with -KeepLast of each table whose new backup has a name of its own, and whose old ones go' {
        $tables = (New-Name), (New-Name)
        Add-EndpointTable @($tables | ForEach-Object { @{ tableName = $_; account = '111122223333' } })
        $null = Add-EndpointBackup @($tables | ForEach-Object {
                foreach ($day in 1..2) {
                    @{ tableName = $_; account = '111122223333'; backupName = "$_-backup-2026010${day}030000-abcdefgh" }
                }
            })
        $run = Invoke-Sample 'GitHub' 'TableName,BackupName', "$($tables[0]),{table}-own", "$($tables[1]),{table}-own" `
            '-Path tables.csv -KeepLast 1'
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $warnings = $run.Output -split '\r?\n' -match 'WARNING: '
        $tables | ForEach-Object { @($warnings -like "*'$_-own'*").Count | Should -Be 1 -Because $run.Output }
    }

    It 'has a row for a table that an error left untried' {
        Add-Fault @{ operation = 'CreateBackup'; table = 'Music'; kind = 'refuse'; code = 'ExpiredTokenException'; message = 'over' }
        try { $run = Invoke-Sample 'GitHub' 'TableName', 'Music', 'Users', 'bad name' } finally { Reset-Endpoint }
        $run.ExitCode | Should -Be 1 -Because $run.Output
        'Music', 'Users', 'bad name' | ForEach-Object { $run.Summary | Should -Match "(?m)^\| $_ \|" }
    }

    It 'keeps the lines of a failure, and a percent sign, in one annotation on <Runner>' -ForEach @(
        @{ Runner = 'GitHub'; Argument = '-Path "a%0A`nb"'; Line = '::error title=DynamoDB backup::There is no file ''a%250A%0Ab''.' }
        @{ Runner = 'Azure'; Argument = '-Path $''a%0A\nb'''; Line = '##vso[task.logissue type=error]There is no file ''a%AZP250A%0Ab''.' }
    ) {
        $run = Invoke-Sample $Runner 'TableName' $Argument
        $run.Output -split '\r?\n' | Should -Contain $Line
    }

    It 'takes region and backup name from the file' {
        $name = New-Name
        $run = Invoke-Sample 'GitHub' 'TableName,Region,BackupName', "Music,eu-west-1,$name"
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Summary | Should -Match "(?m)^\| Music \| eu-west-1 \| $name \| AVAILABLE \|"
        (Get-BackupAtEndpoint $name).region | Should -Be 'eu-west-1'
    }

    It 'writes the summary to a file, under its own title, and nowhere else' {
        $run = Invoke-Sample 'GitHub' 'TableName', 'Music' "-Path tables.csv -Title 'Mine, eu-west-1' -SummaryPath own.md"
        Get-Content "$($run.Folder)/own.md" -Raw | Should -Match '(?s)^## Mine, eu-west-1\r?\n.*\| Music \|'
        "$($run.Folder)/summary.md" | Should -Not -Exist
    }

    It 'gives the runner no command that a table''s name holds, on <Runner>' -ForEach @(
        @{ Runner = 'GitHub' }, @{ Runner = 'Azure' }, @{ Runner = 'nobody' }
    ) {
        $evil = '##vso[task.setvariable variable=X]evil', '##[error]evil', '::set-output name=x::evil', "two`nlines"
        $run = Invoke-Sample $Runner (@('TableName') + @($evil | ForEach-Object { """$_""" }))
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $ours = '^##vso\[task\.(logissue type=error|uploadsummary)\]|^::error title=DynamoDB backup::'
        $rest = $run.Output -split '\r?\n' -replace $ours
        $rest | Should -Not -Match '##\[|##vso'
        $rest | Should -Not -Match '^\s*::'
        $run.Output | Should -Match 'evil'
    }

    It 'gives the runner no command that the service''s words hold' {
        Add-Fault @{
            operation = 'CreateBackup'; kind = 'refuse'; code = 'ValidationException'; message = "no`n::stop-commands::x ##[group]"
        }
        try { $run = Invoke-Sample 'GitHub' 'TableName', 'Music' } finally { Reset-Endpoint }
        $run.Output -split '\r?\n' | Should -Not -Match '^\s*::(?!error title=DynamoDB backup::)|##\['
        $run.Output | Should -Match 'stop-commands'
    }

    It 'shows an image, a link and a mention of a table''s name as they stand' {
        $run = Invoke-Sample 'GitHub' 'TableName', '![i](http://x)', '[l](x)', 'www.x.org', '<a href=x>', '`code`', '__bold__'
        $run.Summary | Should -Not -Match '!\[|\]\(|https?://|www\.x|<a|(?<!\\)[`_]'
        $run.Summary.Contains('| \!\[i\]\(http\:\/\/x\) |') | Should -BeTrue -Because $run.Summary
    }

    It 'logs each failure once, with what to do' {
        $run = Invoke-Sample 'Azure' 'TableName', 'Music', 'NoSuch'
        [regex]::Matches($run.Output, 'There is no table').Count | Should -Be 1 -Because $run.Output
        $run.Output | Should -Match 'There is no table ''NoSuch''.*To list the tables: Get-DDBTableList'
    }

    It 'ends with 0 on success whatever ended before it, and 1 on failure' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        Set-Content "$folder/tables.csv" 'TableName', 'Music'
        Set-Content "$folder/step.ps1" "bash -c 'exit 3'", "& '$script' -Path '$folder/tables.csv'", '"code $LASTEXITCODE"'
        pwsh -NoProfile -NonInteractive -File "$folder/step.ps1" | Select-Object -Last 1 | Should -Be 'code 0'
    }

    It 'has a row for each deleted backup' {
        $table = New-Name
        Add-EndpointTable @{ tableName = $table; account = '111122223333' }
        $null = Add-EndpointBackup @(1..3 | ForEach-Object {
                @{
                    tableName = $table; account = '111122223333'; backupName = "$table-backup-2026010${_}030000-abcdefg$_"
                    created = "2026-01-0${_}T03:00:00Z"
                }
            })
        $run = Invoke-Sample 'GitHub' 'TableName', $table '-Path tables.csv -KeepLast 2'
        $run.ExitCode | Should -Be 0 -Because $run.Output
        1, 2 | ForEach-Object { $run.Summary | Should -Match "(?m)^\| $table \| us-east-1 \| $table-backup-2026010$_.* \| DELETED \|" }
        $run.Summary | Should -Not -Match "$table-backup-20260103"
    }

    It 'writes the summary to a file whose name has brackets' {
        $run = Invoke-Sample 'GitHub' 'TableName', 'Music' "-Path tables.csv -SummaryPath 'sum[1].md'"
        Get-Content -LiteralPath "$($run.Folder)/sum[1].md" -Raw | Should -Match '\| Music \|'
    }

    It 'escapes what would end a cell of the summary' {
        $run = Invoke-Sample 'GitHub' 'TableName', 'a|b<c'
        $run.Summary.Contains('| a\|b&lt;c |') | Should -BeTrue -Because $run.Summary
    }
}

Describe 'The <File> sample' -ForEach $samples {
    It 'calls the script with parameters it has' {
        $known = (Get-Command $script).Parameters.Keys
        $calls = [regex]::Matches($Text, '(?s)samples/pipelines/nightly-backup\.ps1 (?<arguments>.*?)\n(?=\s*(\n|-? ?[a-z]+:|#|\z)|\z)')
        $calls | Should -HaveCount 1
        $used = [regex]::Matches($calls[0].Groups['arguments'].Value, '(?<=^|\s)-(?<name>[A-Z]\w+)').ForEach({ $_.Groups['name'].Value })
        $used | Should -Contain 'Path'
        $used | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }

    It 'uses actions and tasks of a major that runs, with inputs that it has' {
        # Their own definitions: action.yml of each action, task.json of aws-toolkit-azure-devops and azure-pipelines-tasks. The
        # least major is the first whose runtime is not at its end.
        $definitions = @{
            'actions/checkout'                      = 6, 'repository', 'ref', 'path'
            'actions/setup-dotnet'                  = 6, 'dotnet-version'
            'actions/upload-artifact'               = 7, 'name', 'path'
            'actions/download-artifact'             = 8, 'pattern', 'path'
            'aws-actions/configure-aws-credentials' = 6, 'role-to-assume', 'role-duration-seconds', 'aws-region', 'allowed-account-ids'
            'UseDotNet'                             = 2, 'packageType', 'version'
            'PowerShell'                            = 2, 'targetType', 'pwsh', 'script'
            'AWSShellScript'                        = 1, 'awsCredentials', 'regionName', 'scriptType', 'inlineScript'
        }
        $step = '(?m)^(?<indent> +)- (uses|task): (?<name>[^@\s]+)@v?(?<major>\d+)(?<rest>(\n(\k<indent> .*)?)*)'
        $steps = [regex]::Matches($Text, $step)
        $steps.Count | Should -BeGreaterThan 2
        foreach ($one in $steps) {
            $name, $rest = $one.Groups['name', 'rest'].Value
            $least, $inputs = $definitions[$name]
            [int]$one.Groups['major'].Value | Should -BeGreaterOrEqual $least -Because $name
            $given = [regex]::Match($rest, '\n +(with|inputs):(?<block>(\n {10,}.*)+)').Groups['block'].Value
            [regex]::Matches($given, '(?m)^ {10}(?<input>[\w-]+):').ForEach({ $_.Groups['input'].Value }) |
                ForEach-Object { $_ | Should -BeIn $inputs -Because $name }
        }
        # The toolkit's PowerShell tasks run Windows PowerShell, on Windows agents.
        $Text | Should -Not -Match 'task: AWSPowerShell'
        if ($Text -match 'AWSShellScript') { $Text | Should -Match 'pwsh -NoProfile -NonInteractive -File \S+/nightly-backup\.ps1' }
    }

    It 'installs the module from a tag with a task that the build script has' {
        $Text | Should -Match 'ref: (refs/tags/)?v\d+\.\d+\.\d+'
        $tasks = [regex]::Matches($Text, 'build\.ps1"? (?<task>\w+)').ForEach({ $_.Groups['task'].Value })
        $tasks | Should -Be 'Install'
        (Get-Command "$PSScriptRoot/../../build.ps1").Parameters.Task.Attributes.ValidValues | Should -Contain 'Install'
    }

    It 'names the gallery wherever it installs from one' {
        $Text -split '\n' | Where-Object { $_ -match '(Install|Save)-(PSResource|Module)' } | Should -Match '-Repository PSGallery'
    }

    It 'has credentials that last as long as the job may take' {
        $minutes = [int][regex]::Match($Text, 'timeout-minutes: (\d+)|timeoutInMinutes: (\d+)').Value.Split(' ')[-1]
        $seconds = [int][regex]::Match($Text, '(role-duration-seconds|aws\.rolecredential\.maxduration): (\d+)').Groups[2].Value
        $seconds | Should -BeGreaterOrEqual ($minutes * 60)
    }
}

Describe 'Many accounts and regions' {
    BeforeAll {
        $text = Get-Content "$PSScriptRoot/../../samples/pipelines/github-actions-accounts.yml" -Raw
        $rows = [regex]::Matches($text, "- \{ account: '(?<account>\d{12})', region: (?<region>[\w-]+), tables: (?<tables>\S+) \}")

        # What a step of that name runs, with a row of the matrix filled in, in a folder of its own.
        function Invoke-Step([string] $Name, [string] $Folder) {
            $lines = [regex]::Match($text, "- name: $Name\n[^-]*?run: \|\n(?<lines>( {10}.*\n?)+)").Groups['lines'].Value
            $lines | Should -Not -BeNullOrEmpty -Because $Name
            $lines = $lines.Replace('${{ matrix.account }}', '111122223333').Replace('${{ matrix.region }}', 'eu-west-1')
            Push-Location $Folder
            try { & ([scriptblock]::Create($lines)) } finally { Pop-Location }
        }
    }

    It 'have a job each, on a runner of its own, whose failure stops no other' {
        $rows.Count | Should -BeGreaterThan 2
        $rows.ForEach({ $_.Groups['account', 'region'].Value -join ' ' }) | Select-Object -Unique | Should -HaveCount $rows.Count
        $rows.ForEach({ $_.Groups['account'].Value }) | Select-Object -Unique | Should -HaveCount 2
        $text | Should -Match '\n      fail-fast: false\n'
        $text | Should -Match '\n    runs-on: ubuntu-latest\n'
    }

    It 'have a role each by OIDC, of their own account, in their own region' {
        $text | Should -Match '\n      id-token: write'
        $text | Should -Match ([regex]::Escape('role-to-assume: arn:aws:iam::${{ matrix.account }}:role/'))
        $text | Should -Match ([regex]::Escape('aws-region: ${{ matrix.region }}'))
        $text | Should -Not -Match 'access-key|secrets\.'
    }

    It 'have one summary at the end, which names a job without one, too' {
        $folder = (New-Item -ItemType Directory "$TestDrive/joined/summaries/summary-b").Parent.Parent.FullName
        $null = New-Item -ItemType Directory "$folder/summaries/summary-a"
        '## A, us-east-1', '', '| Music |' | Set-Content "$folder/summaries/summary-a/summary.md"
        Invoke-Step 'Report a job without a summary' "$folder/summaries/summary-b"
        $env:GITHUB_STEP_SUMMARY = "$folder/joined.md"
        Invoke-Step 'Join the summaries' $folder
        Get-Content "$folder/joined.md" | Where-Object { $_ } |
            Should -Be '## A, us-east-1', '| Music |', '## 111122223333, eu-west-1', 'No table was backed up: see the log of this job.'
        $text | Should -Match '(?s)\n  summary:\n    needs: backup\n    if: \$\{\{ !cancelled\(\) \}\}'
    }
}
