# The sample pipelines' own script blocks, run as their runners would: pwsh, the working folder of a checkout, the
# credentials in the environment.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $samples = "$PSScriptRoot/../../samples/pipelines"

    # The indented block under a line of YAML such as "run: |", the last one of the file.
    function Get-ScriptBlock([string] $File, [string] $Key) {
        $lines = Get-Content "$samples/$File"
        $at = [array]::FindLastIndex($lines, [Predicate[string]] { param($line) $line -match "^\s*${Key}: \|$" })
        $indent = ($lines[$at + 1] -replace '\S.*').Length
        $block = for ($i = $at + 1; $i -lt $lines.Count -and ($lines[$i] -eq '' -or $lines[$i] -match "^ {$indent}"); $i++) {
            $lines[$i] -replace "^ {$indent}"
        }
        $block -join "`n"
    }

    # Runs a script in a folder of its own with a tables.csv, against the endpoint.
    function Invoke-Sample([string] $Script, [string[]] $Table) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        @('TableName') + $Table | Set-Content "$folder/tables.csv"
        # A runner has the module installed and the service at its own address; here both are told first.
        $prelude = "`$env:PSModulePath += [IO.Path]::PathSeparator + '$PSScriptRoot/../../out'; Import-Module DynamoBackup; `$PSDefaultParameterValues = @{ '*-Ddb*:EndpointUrl' = '$url' }"
        "$prelude`n$($Script -replace '#Requires.*')" | Set-Content "$folder/run.ps1"
        $env:GITHUB_STEP_SUMMARY = "$folder/summary.md"
        $env:AGENT_TEMPDIRECTORY = "$folder"
        Push-Location $folder
        try { $output = pwsh -NoProfile -NonInteractive -File "$folder/run.ps1" 2>&1 | Out-String } finally { Pop-Location }
        $summary = "$folder/summary.md", "$folder/dynamodb-backups.md" | Where-Object { Test-Path $_ } | ForEach-Object { Get-Content $_ -Raw }
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = $output; Summary = $summary }
    }
}

AfterAll { Stop-Endpoint }

Describe 'The <File> sample' -ForEach @(
    @{ File = 'github-actions.yml'; Key = 'run'; Problem = '::error::' }
    @{ File = 'azure-pipelines.yml'; Key = 'inlineScript'; Problem = '##vso[task.logissue type=error]' }
) {
    It 'backs up every table of the file, and shows them on the summary page' {
        $run = Invoke-Sample (Get-ScriptBlock $File $Key) 'Music', 'Users'
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Summary | Should -Match '\| Music \| Music-backup-\d{14}-\w{8} \| AVAILABLE \| 1.77 \|'
        $run.Summary | Should -Match '\| Users \|'
        $run.Output | Should -Match '2 backups: 2 available, 0 failed'
    }

    It 'ends with 1 where a table fails, names it, and backs up the others' {
        $run = Invoke-Sample (Get-ScriptBlock $File $Key) 'Music', 'NoSuch'
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $run.Summary | Should -Match '(?m)^\| Music \|.*AVAILABLE \| [\d.]+ \|$'
        $run.Summary | Should -Match '(?m)^\| NoSuch \| \| \*\*TableNotFound\*\* \| \|$'
        $run.Output | Should -BeLike "*$Problem*NoSuch*".Replace('[', '`[')
    }

    It 'ends with 1 where the list of tables <What>' -ForEach @(
        @{ What = 'is missing'; Change = 'Remove-Item tables.csv' }
        @{ What = 'is empty'; Change = 'Set-Content tables.csv TableName' }
    ) {
        $run = Invoke-Sample "$Change`n$(Get-ScriptBlock $File $Key)" 'Music'
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $run.Output | Should -Match 'tables\.csv'
    }

    It 'ends with 1 where there are no credentials, and says so' {
        $env:AWS_ACCESS_KEY_ID = $null
        try { $run = Invoke-Sample (Get-ScriptBlock $File $Key) 'Music', 'Users' } finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        $run.ExitCode | Should -Be 1 -Because $run.Output
        $run.Summary | Should -Match '(?m)^\| Music \| \| \*\*CredentialsRejected\*\* \| \|$'
    }
}
