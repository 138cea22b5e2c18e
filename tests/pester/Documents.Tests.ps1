# What the documents promise, where no other file tests it: examples, samples, pictures, what is supported.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $blocks = [regex]::Matches((Get-Content "$root/README.md" -Raw), '(?ms)^```powershell\r?\n(?<code>.*?)^```') |
        ForEach-Object { $_.Groups['code'].Value } | Where-Object { $_ -match '-Ddb' } | ForEach-Object { @{ Code = $_ } }
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $readme = Get-Content "$root/README.md" -Raw
    $page = Get-Content "$root/docs/coming-from.md" -Raw
    $about = Get-Help about_DynamoBackup | Out-String

    # A section of the README as one line, so that a sentence is found wherever its lines end.
    function Get-Section([string] $Heading) {
        $start = $readme.IndexOf("`n$Heading`n".Replace("`r", ''))
        $start | Should -BeGreaterThan 0 -Because "the README has '$Heading'"
        $rest = $readme.Substring($start + $Heading.Length + 1)
        ($rest -split '\n#{1,4} ', 2)[0] -replace '\s+', ' '
    }

    # What a picture shows, line by line: the texts of one height, in their order.
    function Get-PictureText([string] $Name) {
        ([xml](Get-Content "$root/docs/$Name" -Raw)).svg.text | Group-Object y |
            ForEach-Object { -join ($_.Group | ForEach-Object { $_.InnerText }) }
    }
}

AfterAll { Stop-Endpoint }

Describe 'The README''s first example' {
    It 'begins with Import-Module DynamoBackup' {
        [regex]::Match($readme, '(?s)```powershell\n(?<line>[^\n]*)').Groups['line'].Value | Should -Be 'Import-Module DynamoBackup'
    }
}

Describe 'An example of the README' {
    It 'names a region where nothing that is piped to it does: <Code>' -ForEach $blocks {
        $pipelines = [Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$null).FindAll(
            { param($node) $node -is [Management.Automation.Language.PipelineAst] }, $true)
        foreach ($pipeline in $pipelines) {
            $first = @($pipeline.PipelineElements | Where-Object { $_.Extent.Text -match '^[\w-]+-(Ddb|DDB)' })[0]
            if ($first -and "$pipeline" -notmatch '^\$|^@''(?s:.*)"Region"') {
                $first.CommandElements.ParameterName | Should -Contain 'Region' -Because "$pipeline"
            }
        }
    }
}

Describe 'Templates for names' {
    It 'are shown by README, help and about_DynamoBackup, with every token, and by the samples' {
        # The error of an unknown token lists the known ones.
        $unknown = { New-DdbBackup Music -BackupName '{tabel}' -EndpointUrl $url -ErrorAction Stop } | Should -Throw -PassThru
        $tokens = [regex]::Matches(($unknown.Exception.Message -split 'there are')[1], '\{\w+\}').Value
        $tokens.Count | Should -BeGreaterThan 4
        $shown = @{
            README = $readme
            help   = (Get-Help New-DdbBackup -Parameter BackupName | Out-String) + (Get-Help New-DdbBackup -Examples | Out-String)
            about  = $about
        }
        foreach ($place in $shown.Keys) {
            $shown[$place] | Should -Match "-BackupName '\{table\}-nightly'" -Because $place
            $tokens | ForEach-Object {
                $shown[$place] | Should -Match ([regex]::Escape($_)) -Because $place
            }
        }
        Get-Content "$root/samples/pipelines/nightly-backup.ps1" -Raw | Should -Match '\{table\}-nightly-\{date\}'
    }
}

Describe 'Moving from other tools' {
    It 'is told of errors: what try and catch need' {
        $readme -replace '\s+', ' ' | Should -Match 'errors differ: `try` and `catch` need `-ErrorAction Stop` here'
        $page -replace '\s+', ' ' | Should -Match '\*\*Errors differ\.\*\*.* `catch` gets it with `-ErrorAction Stop` only'
    }

    It 'is told of regions: whose comes first' {
        $page | Should -Match 'Give `-Region`, as every example does'
        $page | Should -Match '\| the \*\*default\*\* profile''s region \| `AWS_REGION`'
    }

    It 'is told of Terraform''s action what its source says' {
        # internal/service/dynamodb/create_backup_action.go: three exceptions that it goes on after, no other; one timeout, given
        # to the loop of the creation and again to the wait; id.UniqueId() is 'terraform-' and 26 characters.
        $page | Should -Match '\| `backup_name` \| .*`TABLE-backup-terraform-` and 26 characters there'
        $page | Should -Match '\| `timeout` \| .*applied to the creation.* and again to the wait'
        $page | Should -Match ('\| retries \| .*while backups are being enabled, while one is in use and over the limit, ' +
            'and the rest is left to the SDK')
    }
}

Describe 'The README tells' {
    It 'where the module is to be had, with tasks that the build script has' {
        $install = Get-Section '## Install'
        $install | Should -Match 'not in the PowerShell Gallery\. It is had from a checkout, of a version''s tag'
        $tasks = [regex]::Matches($install, 'build\.ps1 (?<task>\w+)').ForEach({ $_.Groups['task'].Value })
        $tasks | Should -Be 'Install', 'Build', 'Package'
        $tasks | Should -BeIn (Get-Command "$root/build.ps1").Parameters.Task.Attributes.ValidValues
    }

    It 'what one process does, and when to fan out' {
        $scale = Get-Section '### Scale'
        $scale | Should -Match '[\d,]+ tables a minute'
        $scale | Should -Match '[\d.]+ s of processor time and \d+ MB at its peak'
        $scale | Should -Match 'some dozens of accounts and regions.* fan out: \[[^\]]+\]\(samples/pipelines/github-actions-accounts\.yml\)'
    }

    It 'of -Parallel, where many tables are told of and where speed is' {
        $slow = 'ForEach-Object -Parallel \{ New-DdbBackup \$_ -Wait \}` works'
        Get-Section '#### Many tables' | Should -Match "$slow, and is slower"
        Get-Section '### Scale' | Should -Match "$slow, but .* throttle one another: 200 tables took \d+ s .* more than a minute with"
    }

    It 'which PowerShell is supported, works and is tested, as CI does' {
        $install = Get-Section '## Install'
        $install | Should -Match '\| 7\.6 \| supported, here and by Microsoft'
        $install | Should -Match '\| 7\.4, 7\.5 \| .*CI runs the tests on 7\.4.* support ended on 2026-11-10'
        $workflow = Get-Content "$root/.github/workflows/ci.yml" -Raw
        $workflow | Should -Match '(?s)POWERSHELL_VERSION: 7\.4\.\d+.*dotnet tool install PowerShell.*run: dotnet test'
        $workflow | Should -Match 'os: \[ubuntu-latest, windows-latest, macos-latest\]'
        (Import-PowerShellDataFile "$root/DynamoBackup.psd1").PowerShellVersion | Should -Be '7.4'
    }

    It 'the other partitions, and whose the sizes are' {
        Get-Section '## Permissions' | Should -Match '`aws-cn` in China and `aws-us-gov` in GovCloud'
        $readme -replace '\s+', ' ' | Should -Match 'Sizes are the service''s, which updates them about every six hours'
    }
}

Describe 'Beside <_>' -Tag RealAwsTools -ForEach 'AWSPowerShell', 'AWSPowerShell.NetCore' {
    It 'AWS Tools refuses the import by its own guard, and README and help have the remedy' {
        $null = New-Item -ItemType Directory "$TestDrive/$_"
        'function Get-Nothing { }' | Set-Content "$TestDrive/$_/$_.psm1"
        $shown = pwsh -NoProfile -NonInteractive -Command "Import-Module '$TestDrive/$_'; Import-Module '$manifest'" 2>&1 | Out-String
        $shown -replace '\s+', ' ' | Should -Match "$([regex]::Escape($_)) version .* is currently imported"
        $remedy = 'refuses to be imported beside AWSPowerShell or AWSPowerShell\.NetCore: ' +
            'where one of them is imported, start a new session'
        Get-Section '## Install' | Should -Match $remedy
        $about -replace '\s+', ' ' | Should -Match $remedy
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
        $readme | Should -Match '\]\(docs/progress\.svg\)'
        $lines -match "There is no table 'NoSuch' in us-east-1\." | Should -Not -BeNullOrEmpty
    }

    It 'of speed has the README''s numbers' {
        $numbers = Get-PictureText speed.svg | Where-Object { $_ -match '(?<ratio>[\d.]+) ×, (?<wall>[\d.]+) s' }
        $numbers | Should -HaveCount 4
        $speed = $readme.Substring($readme.IndexOf("`n## Speed"))
        $rows = [regex]::Matches($speed, '(?m)^\| [^|]+\| (?<wall>[\d.]+) s \| [\d.]+ s \| (?<ratio>[\d.]+) \|') |
            ForEach-Object { '{0:0.0} ×, {1} s' -f [double]$_.Groups['ratio'].Value, $_.Groups['wall'].Value }
        $numbers | ForEach-Object { ($_ -replace '^.*?(?=[\d.]+ ×)') | Should -BeIn $rows }
        $speed | Should -Match '\]\(docs/speed\.svg\)'
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
