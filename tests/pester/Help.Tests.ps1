BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../out/DynamoBackup/DynamoBackup.psd1"
    $common = [Management.Automation.Cmdlet]::CommonParameters
    $commands = 'New-DdbBackup', 'Wait-DdbBackup', 'Limit-DdbBackup' | ForEach-Object {
        @{ Command = $_; Parameters = @((Get-Command $_ -Module DynamoBackup).Parameters.Keys | Where-Object { $_ -notin $common }) }
    }
    $examples = $commands.Command | ForEach-Object {
        $command = $_
        (Get-Help $command -Full).examples.example | ForEach-Object { @{ Command = $command; Title = $_.title.Trim('- '); Code = $_.code } }
    }
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    # An example imports the module by its name, as where it is installed.
    $env:PSModulePath = "$(Split-Path (Split-Path $manifest))$([IO.Path]::PathSeparator)$env:PSModulePath"
    # An example runs as a user would run it: in a folder with the files it reads, and against this endpoint.
    function Invoke-Example([string] $Code) {
        Push-Location $TestDrive
        Set-Content tables.csv "TableName`nOrders`nInvoices"
        $PSDefaultParameterValues = @{ '*-D*:EndpointUrl' = $url }
        $ErrorActionPreference = 'Continue'
        try { & ([scriptblock]::Create($Code)) 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } finally { Pop-Location }
    }
}

AfterAll { Stop-Endpoint }

Describe 'The help of <Command>' -ForEach $commands {
    BeforeAll { $help = Get-Help $Command -Full }

    It 'has a synopsis, a description, inputs, outputs, notes and links' {
        $help.Synopsis | Should -Match '\w{3}'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.inputTypes.inputType | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
        $help.alertSet.alert | Should -Not -BeNullOrEmpty
        $help.relatedLinks.navigationLink | Should -Not -BeNullOrEmpty
    }

    It 'describes -<_>' -ForEach $Parameters {
        (Get-Help $Command -Parameter $_).description.Text | Should -Match '\w{3}'
    }

    It 'describes no parameter that does not exist' {
        $help.parameters.parameter.name | Where-Object { $_ -notin $Parameters } | Should -BeNullOrEmpty
    }

    It 'has six examples or more' {
        $help.examples.example.Count | Should -BeGreaterOrEqual 6
    }
}

Describe 'Each example of the help' {
    It 'runs: <Command>, <Title>' -ForEach ($examples | Where-Object Title -NotMatch 'ran out of time') {
        Invoke-Example $Code | Should -BeNullOrEmpty
    }

    It 'runs, its minutes shortened to what a backup here takes longer than: <Command>, <Title>' -ForEach (
        $examples | Where-Object Title -Match 'ran out of time'
    ) {
        # What a user can have: within less than a minute there may be no backup to wait for yet.
        [regex]::Matches($Code, '-TimeoutMinutes (\S+)').ForEach({ [double]$_.Groups[1].Value }) |
            ForEach-Object { $_ | Should -BeGreaterOrEqual 1 }
        Reset-Endpoint
        Set-EndpointSetting @{ backupSecondsMin = 4; backupSecondsMax = 4 }
        $short = [regex]::new('-TimeoutMinutes \S+').Replace($Code, '-TimeoutMinutes 0.03', 1)
        $errors = @(Invoke-Example $short)
        $errors.FullyQualifiedErrorId | Should -Be 'BackupTimeout,DynamoBackup.NewDdbBackupCommand'
        # The example's last line waited for the backup that its first one made.
        $calls = @(Get-RecordedCall *Backup*)
        @($calls.operation) -eq 'CreateBackup' | Should -HaveCount 1
        $made = $errors[0].TargetObject.BackupArn
        @($calls | Where-Object operation -EQ DescribeBackup)[-1].target | Should -Be $made
        (Get-DDBBackup $made -EndpointUrl $url -Region us-east-1).BackupDetails.BackupStatus.Value | Should -Be 'AVAILABLE'
        Reset-Endpoint
    }
}

Describe 'The example for a pipeline''s log' {
    It 'ends with 1 where <What>' -ForEach @(
        @{ What = 'no region is known'; Region = '' }
        @{ What = 'the service cannot be reached'; Region = 'us-east-1' }
    ) {
        $code = ((Get-Help New-DdbBackup -Full).examples.example | Where-Object title -Match 'exit code').code
        $saved = $env:AWS_REGION, $env:AWS_ENDPOINT_URL_DYNAMODB
        $env:AWS_REGION, $env:AWS_ENDPOINT_URL_DYNAMODB = $Region, 'http://127.0.0.1:9'
        try {
            "Import-Module '$manifest'`n$code" | Set-Content "$TestDrive/step.ps1"
            $output = pwsh -NoProfile -NonInteractive -File "$TestDrive/step.ps1" 2>&1 | Out-String
            $LASTEXITCODE | Should -Be 1 -Because $output
        } finally {
            $env:AWS_REGION, $env:AWS_ENDPOINT_URL_DYNAMODB = $saved
        }
    }
}

Describe 'about_DynamoBackup' {
    It 'is found' {
        Get-Help about_DynamoBackup | Out-String | Should -Match 'On-demand backups'
    }

    It 'names every error id of a failed request' {
        # The engine is loaded with the first command, not with the import.
        $null = New-DdbBackup Music -EndpointUrl $url
        $text = Get-Help about_DynamoBackup | Out-String
        $names = [enum]::GetNames([DynamoBackup.Engine.Outcomes.FailureKind])
        $names | ForEach-Object { $text | Should -Match $_ }
    }
}
