# The documents' examples, links, error ids and pictures. No sentence of a document is tested.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $documents = Get-Item "$root/*.md", "$root/docs/*.md" | ForEach-Object {
        @{ Document = [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/'); Text = Get-Content $_ -Raw }
    }
    $examples = foreach ($document in $documents) {
        [regex]::Matches($document.Text, '(?ms)^```powershell\r?\n(?<code>.*?)^```') | ForEach-Object {
            $code = $_.Groups['code'].Value
            @{ Document = $document.Document; Code = $code; Title = ($code -split '\r?\n')[0] }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $root = (Resolve-Path "$PSScriptRoot/../..").Path

    # What a picture shows, line by line: the texts of one height, in their order.
    function Get-PictureText([string] $Name) {
        ([xml](Get-Content "$root/docs/$Name" -Raw)).svg.text | Group-Object y |
            ForEach-Object { -join ($_.Group | ForEach-Object { $_.InnerText }) }
    }
}

AfterAll { Stop-Endpoint }

Describe 'The example "<Title>" of <Document>' -ForEach $examples {
    It 'parses, and has only commands and parameters that exist' {
        $problems = $null
        $script = [Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$problems)
        $problems | Should -BeNullOrEmpty
        $calls = $script.FindAll({ param($node) $node -is [Management.Automation.Language.CommandAst] }, $true) |
            Where-Object { $_.GetCommandName() -match '^\w+-\w+$' }
        foreach ($call in $calls) {
            $command = Get-Command $call.GetCommandName()
            $call.CommandElements.ParameterName | Where-Object { $_ } | ForEach-Object {
                { $command.ResolveParameter($_) } | Should -Not -Throw -Because $call.Extent.Text
            }
        }
    }
}

# Those of docs/coming-from.md run in ComingFrom.Tests.ps1.
Describe 'The example "<Title>" of <Document>' -ForEach (
    $examples | Where-Object { $_.Code -match '-Ddb' -and $_.Document -ne 'docs/coming-from.md' }
) {
    BeforeAll {
        $ours = (Resolve-Path "$root/out").Path
        $saved = $env:PSModulePath
        $env:PSModulePath = "$ours$([IO.Path]::PathSeparator)$saved"
        $env:AWS_ENDPOINT_URL_DYNAMODB = $url
        Add-EndpointTable @{ tableName = "prod-$(New-Name)"; account = '111122223333' }
        Set-Content "$TestDrive/tables.csv" "TableName`nOrders`nInvoices"
    }

    AfterAll {
        $env:PSModulePath = $saved
        $env:AWS_ENDPOINT_URL_DYNAMODB = $null
    }

    It 'runs without an error' {
        $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $session.AddScript("Set-Location '$TestDrive'; Import-Module DynamoBackup").Invoke()
        $before = $Code -match '\$Error\[0\]' ? 'New-DdbBackup Music -Wait -TimeoutMinutes 0.001 -ErrorAction SilentlyContinue' : ''
        $session.Commands.Clear()
        $null = $session.AddScript("$before`n$Code").Invoke()
        $session.Streams.Error | Should -BeNullOrEmpty
        $session.InvocationStateInfo.Reason | Should -BeNullOrEmpty
        $session.Dispose()
    }
}

Describe 'A task of build.ps1 that <Document> names' -ForEach ($documents | Where-Object { $_.Text -match 'build\.ps1 \w' }) {
    It 'exists' {
        $tasks = [regex]::Matches($Text, 'build\.ps1 (?<task>\w+)').ForEach({ $_.Groups['task'].Value })
        $tasks | Should -BeIn (Get-Command "$root/build.ps1").Parameters.Task.Attributes.ValidValues
    }
}

Describe 'The links of <Document>' -ForEach $documents {
    It 'lead to files that exist' {
        $folder = Split-Path "$root/$Document"
        [regex]::Matches($Text, '\]\((?<path>[^)#:\s]+)(#[^)]*)?\)').ForEach({ $_.Groups['path'].Value }) |
            ForEach-Object { Join-Path $folder $_ | Should -Exist }
    }
}

Describe 'docs/errors.md' {
    It 'has a row for each error id' {
        # The engine is loaded with the first command, not with the import.
        $null = New-DdbBackup Music @at
        $ids = [enum]::GetNames([DynamoBackup.Engine.Outcomes.FailureKind]) + @(
            'InvalidTableName', 'InvalidBackupName', 'InvalidBackupArn', 'InvalidSelect', 'InvalidEndpointUrl', 'InvalidClientConfig'
            'InvalidCaBundle', 'InvalidRegion', 'NoRegion', 'RegionMismatch', 'NoMatchingTable', 'NoKeepRule', 'UnsupportedAwsTools'
            'ConfirmationUnavailable'
        )
        $rows = (Get-Content "$root/docs/errors.md") -match '^\| `' | ForEach-Object { ($_ -split '(?<!\\)\|')[1] }
        $listed = [regex]::Matches($rows, '`(?<id>\w+)`').ForEach({ $_.Groups['id'].Value })
        $listed | Sort-Object | Should -Be ($ids | Sort-Object)
    }
}

Describe 'The tokens of names' {
    It 'are all in the help of -BackupName and in about_DynamoBackup' {
        # The error of an unknown token lists the known ones.
        $unknown = { New-DdbBackup Music -BackupName '{tabel}' @at -ErrorAction Stop } | Should -Throw -PassThru
        $tokens = [regex]::Matches($unknown.Exception.Message, '\{\w+\}').Value | Where-Object { $_ -ne '{tabel}' } | Sort-Object -Unique
        $tokens.Count | Should -BeGreaterThan 4
        $help = Get-Help New-DdbBackup -Parameter BackupName | Out-String
        $about = Get-Help about_DynamoBackup | Out-String
        foreach ($token in $tokens) { $help, $about | Should -Match ([regex]::Escape($token)) }
    }
}

Describe 'The oldest PowerShell' {
    It 'that the manifest allows is one that CI runs the tests on' {
        $oldest = (Import-PowerShellDataFile "$root/DynamoBackup.psd1").PowerShellVersion
        Get-Content "$root/.github/workflows/ci.yml" -Raw | Should -Match "POWERSHELL_VERSION: $([regex]::Escape($oldest))\.\d+"
    }
}

Describe 'Beside <_>' -Tag RealAwsTools -ForEach 'AWSPowerShell', 'AWSPowerShell.NetCore' {
    It 'AWS Tools refuses the import by its own guard' {
        $null = New-Item -ItemType Directory "$TestDrive/$_"
        'function Get-Nothing { }' | Set-Content "$TestDrive/$_/$_.psm1"
        $shown = pwsh -NoProfile -NonInteractive -Command "Import-Module '$TestDrive/$_'; Import-Module '$manifest'" 2>&1 | Out-String
        $shown -replace '\s+', ' ' | Should -Match "$([regex]::Escape($_)) version .* is currently imported"
    }
}

Describe 'The picture' {
    It 'of progress has today''s bar and table' {
        $lines = Get-PictureText progress.svg
        # Long enough for the bar to be drawn in between.
        Set-EndpointSetting @{ backupSecondsMin = 1; backupSecondsMax = 1.5 }
        $session = New-Session '"Music", "NoSuch", "Users" | New-DdbBackup -Wait @at'
        $null = $session.Invoke()
        Reset-Endpoint
        $status = @($session.Streams.Progress).StatusDescription | Where-Object { $_ -match 'failed.*creating' } | Select-Object -First 1
        $activity = @($session.Streams.Progress)[0].Activity
        $session.Dispose()
        $status | Should -Not -BeNullOrEmpty
        # Its numbers are of another run. The terminal shows the part of the bar that is done in other colours.
        $bar = [regex]::Escape("$activity [$status") -replace '\d+', '\d+'
        $lines -join "`n" | Should -CMatch "(?m)^$bar"
        $header = ((New-DdbBackup Music @at | Format-Table | Out-String -Width 92) -split '\r?\n' | Where-Object { $_ })[0]
        $lines -replace '\s' | Should -Contain ($header -replace '\e\[[\d;]*m|\s')
        $lines -match '^\w+ +\w+-backup-\d{14}-\w{8} +AVAILABLE +[\d.]+ [KMGT]?B \d{4}-\d\d-\d\d \d\d:\d\d$' | Should -Not -BeNullOrEmpty
        $lines -match "There is no table 'NoSuch' in us-east-1\." | Should -Not -BeNullOrEmpty
    }

    It 'of speed has the numbers of docs/performance.md' {
        $numbers = Get-PictureText speed.svg | Where-Object { $_ -match '(?<ratio>[\d.]+) ×, (?<wall>[\d.]+) s' }
        $numbers | Should -HaveCount 4
        $speed = Get-Content "$root/docs/performance.md" -Raw
        $rows = [regex]::Matches($speed, '(?m)^\| [^|]+\| (?<wall>[\d.]+) s \| [\d.]+ s \| (?<ratio>[\d.]+) \|') |
            ForEach-Object { '{0:0.0} ×, {1} s' -f [double]$_.Groups['ratio'].Value, $_.Groups['wall'].Value }
        $numbers | ForEach-Object { ($_ -replace '^.*?(?=[\d.]+ ×)') | Should -BeIn $rows }
    }

    It 'of speed is drawn from a benchmark''s output, for light and dark backgrounds' {
        $run = @{ scenario = 'pipeline'; rows = @(
                @{ Run = 'New-DdbBackup -Wait'; Ratio = 1.0; WallSeconds = 10.0 }
                @{ Run = "Another's loop"; Ratio = 5.04; WallSeconds = 50.4 }
            )
        }
        'Building...', ($run | ConvertTo-Json -Depth 5 -Compress) | Set-Content "$TestDrive/run.json"
        $null = & "$root/docs/draw-speed.ps1" "$TestDrive/run.json" -Path "$TestDrive/speed.svg"
        $drawn = [xml](Get-Content "$TestDrive/speed.svg" -Raw)
        $drawn.svg.text.InnerText | Should -Contain '5.0 ×, 50.4 s'
        $drawn.svg.rect.class | Should -Be 'ours', 'bar'
        $drawn.svg.style | Should -Match 'prefers-color-scheme:dark'
        $drawn.svg.style | Should -Be ([xml](Get-Content "$root/docs/speed.svg" -Raw)).svg.style
    }
}
